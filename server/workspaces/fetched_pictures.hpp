#pragma once
#include <filesystem>
#include <span>
#include <stop_token>
#include <string>

#include "objects/object_store.hpp"
#include "storage/staged_folder.hpp"

namespace eigenfaces::service {

struct PictureToFetch {
    std::string path;  ///< PERSON/PICTURE
    ObjectKey key;
};

/// Pictures of a store, in a folder of this server for a training to read: FOLDER/PERSON/PICTURE. They go
/// with this object, or at the next start: what its owner deletes in the store is left nowhere else.
class FetchedPictures {
  public:
    /// Several at a time. What is deleted meanwhile is left out. `parent`: a folder that exists.
    static ObjectResult<FetchedPictures> fetch(ObjectStore& objects, std::span<const PictureToFetch> wanted,
                                               const std::filesystem::path& parent,
                                               const std::stop_token& stop);

    std::filesystem::path folder() const { return folder_.path(); }

  private:
    explicit FetchedPictures(StagedFolder folder) : folder_(std::move(folder)) {}
    StagedFolder folder_;
};

}  // namespace eigenfaces::service
