#pragma once
#include <map>
#include <mutex>
#include <string>

#include "model/face_cache.hpp"
#include "workspaces/own_data_sets.hpp"

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
    StorageResult<std::string> of(const OwnDataSets& data_sets, const OwnDataSets::Description& description);

  private:
    struct Known {
        FileIdentity file;
        std::string digest;
    };
    StorageResult<std::string> of_file(const std::filesystem::path& path);

    std::mutex mutex_;
    std::map<std::filesystem::path, Known> known_;
};

}  // namespace eigenfaces::service
