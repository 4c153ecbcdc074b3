#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "objects/object_error.hpp"
#include "objects/object_key.hpp"

namespace eigenfaces::service {

/// What tells one content of an object from another: S3's ETag, a file's identity. Not empty.
struct ObjectTag {
    std::string text;
    bool operator==(const ObjectTag&) const = default;
};

/// What is known of an object without reading it.
struct ObjectInfo {
    ObjectKey key;
    std::uint64_t bytes = 0;
    ObjectTag tag;
    std::chrono::system_clock::time_point time;  ///< when it was stored
};

struct Object {
    std::string bytes;
    ObjectTag tag;
    std::chrono::system_clock::time_point time;
};

/// Named contents that are complete or absent, and that survive what their store survives. All that a service
/// keeps is kept through this, on the local file system (FolderObjects) or in an S3-compatible store
/// (S3Objects); one test suite holds both to what is written here. Thread-safe.
///
/// A write that returned is seen by every read that begins afterwards, from any process that may use the
/// store. A write that failed took place whole or not at all.
class ObjectStore {
  public:
    virtual ~ObjectStore() = default;

    /// Whether other processes write to it while this one does. Of one that they don't, what is remembered
    /// stays true.
    virtual bool is_shared() const { return true; }

    /// Whether it can be reached at the moment, found out within a few seconds.
    virtual ObjectResult<void> check() { return {}; }

    /// Nothing where there is none.
    virtual ObjectResult<std::optional<Object>> read(const ObjectKey& key, std::uint64_t max_bytes) = 0;
    /// Nothing where there is none.
    virtual ObjectResult<std::optional<ObjectInfo>> describe(const ObjectKey& key) = 0;

    /// Stores it, replacing what has this key.
    virtual ObjectResult<ObjectTag> write(const ObjectKey& key, std::span<const std::byte> bytes) = 0;
    /// Stores it where the key is free; nothing where it is taken. Of several that try at once, one wins.
    virtual ObjectResult<std::optional<ObjectTag>> write_new(const ObjectKey& key,
                                                             std::span<const std::byte> bytes) = 0;
    /// Stores it where the key still has the content `expected`; nothing where it has another, or none. Of
    /// several that try at once, one wins.
    virtual ObjectResult<std::optional<ObjectTag>> replace(const ObjectKey& key, const ObjectTag& expected,
                                                           std::span<const std::byte> bytes) = 0;
    /// False where there was none. (S3 says nothing of that: there, one that goes meanwhile counts as
    /// removed.)
    virtual ObjectResult<bool> remove(const ObjectKey& key) = 0;
    /// Removes it where it still has the content `expected`; false where it has another, or none. It may be
    /// back after a power cut. (Where the store knows no such condition, as most S3-compatible ones don't,
    /// one that is replaced just now may go, too.)
    virtual ObjectResult<bool> remove_if(const ObjectKey& key, const ObjectTag& expected);
    /// Removes each of them that is there.
    virtual ObjectResult<void> remove_each(std::span<const ObjectKey> keys);

    /// All objects whose key begins with `folder` and '/', in the order of their keys.
    virtual ObjectResult<std::vector<ObjectInfo>> list(const ObjectKey& folder) = 0;
    /// The names of the objects directly below, sorted: what list() tells without looking at each.
    virtual ObjectResult<std::vector<std::string>> names(const ObjectKey& folder);
    /// The names of the folders directly below, sorted: {"ada", "bob"} for "workspaces" where there is
    /// "workspaces/ada/x" and "workspaces/bob/y/z".
    virtual ObjectResult<std::vector<std::string>> folders(const ObjectKey& folder) = 0;
    /// Removes all objects below a folder. \return how many there were
    virtual ObjectResult<std::size_t> remove_all(const ObjectKey& folder) = 0;

    /// Stores a file's bytes, which may be too many for memory.
    virtual ObjectResult<ObjectTag> write_file(const ObjectKey& key, const std::filesystem::path& file,
                                               const std::stop_token& stop) = 0;
    /// Writes the object's bytes to a file, which is replaced; what was read of it is removed where this
    /// fails. Nothing where there is no such object.
    virtual ObjectResult<std::optional<ObjectTag>> read_file(const ObjectKey& key,
                                                             const std::filesystem::path& file,
                                                             std::uint64_t max_bytes,
                                                             const std::stop_token& stop) = 0;
};

}  // namespace eigenfaces::service
