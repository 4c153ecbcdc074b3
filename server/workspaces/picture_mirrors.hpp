#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <stop_token>
#include <string>

#include "datasets/turns.hpp"
#include "objects/object_store.hpp"
#include "storage/storage_error.hpp"

namespace eigenfaces::service {

/// Pictures of a shared store, brought to a folder of this server so that a training can read them:
///
///     ROOT/<sha256 of the name>/pictures/PERSON/PICTURE
///     ROOT/<sha256 of the name>/tags.json    what each of them is a copy of
///     ROOT/<sha256 of the name>/faces        what a training decoded; goes whenever a picture changes
///
/// A copy is used again while the store still has the content that it was made of. Mirrors are a cache: those
/// used last stay. Thread-safe.
class PictureMirrors {
  public:
    /// `most_bytes`: of pictures, in all mirrors together; what is in use stays in any case.
    PictureMirrors(std::filesystem::path root, std::uint64_t most_bytes);

    struct Wanted {
        std::string path;  ///< PERSON/PICTURE
        ObjectKey key;
        std::uint64_t bytes = 0;
        ObjectTag tag;
    };
    struct Mirror {
        std::filesystem::path pictures;
        std::filesystem::path faces;
        std::shared_ptr<void> hold;  ///< keeps it
    };
    /// Makes the mirror of this name hold what is wanted, and nothing else. What is deleted meanwhile is not
    /// in it.
    ObjectResult<Mirror> bring(const ObjectKey& name, std::span<const Wanted> wanted, ObjectStore& objects,
                               const std::stop_token& stop);

  private:
    class Hold;
    using Tags = std::map<std::string, std::string>;

    void evict();
    bool is_in_use(const std::string& name);

    const std::filesystem::path root_;
    const std::uint64_t most_bytes_;
    Turns turns_;
    std::mutex mutex_;
    std::map<std::string, std::size_t> in_use_;
};

}  // namespace eigenfaces::service
