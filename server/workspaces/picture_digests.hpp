#pragma once
#include <map>
#include <mutex>
#include <string>

#include "model/face_cache.hpp"
#include "workspaces/own_data_sets.hpp"

namespace eigenfaces::service {

/// The digests of pictures, so that none is read twice to tell whether a data set is still the same.
/// Thread-safe.
class PictureDigests {
  public:
    /// "sha256:" and 64 hexadecimal digits over a data set: for each picture, sorted by person and name, the
    /// SHA-256 of its bytes and its path, as `sha256sum */*` prints them in its folder.
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
