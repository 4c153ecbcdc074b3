#pragma once
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "workspaces/own_data_sets.hpp"
#include "workspaces/workspace_id.hpp"

namespace eigenfaces::service {

/// The digest of a data set: "sha256:" and 64 hexadecimal digits over the SHA-256 of each picture's bytes and
/// its path, as `sha256sum */*` prints them in its folder.
class DataSetDigest {
  public:
    /// In order of person and picture. `sha256`: 64 hexadecimal digits.
    void add(const PersonName& person, const PictureName& picture, const std::string& sha256);
    std::string text() const;

  private:
    std::string lines_;
};

/// The digests of pictures, so that none is read twice to tell whether a data set is still the same.
/// Thread-safe.
class PictureDigests {
  public:
    /// The DataSetDigest of what is there now.
    /// \param owner tells the data sets of one workspace from those of another
    ObjectResult<std::string> of(const WorkspaceId& owner, const OwnDataSets& data_sets,
                                 const DataSetName& name);

  private:
    struct Known {
        ObjectTag tag;
        std::string digest;
    };
    /// Nothing where the picture was deleted meanwhile.
    ObjectResult<std::optional<std::string>> of_picture(const std::string& owner,
                                                        const OwnDataSets& data_sets, const DataSetName& name,
                                                        const OwnDataSets::Picture& picture);

    std::mutex mutex_;
    std::map<std::string, Known> known_;  ///< by WORKSPACE/DATA_SET/PERSON/PICTURE
};

}  // namespace eigenfaces::service
