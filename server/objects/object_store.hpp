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
#include <variant>
#include <vector>

#include <tl/expected.hpp>

#include "objects/object_key.hpp"

namespace eigenfaces::service {

/// Why something could not be done to an object.
struct ObjectError {
    enum class Kind {
        unavailable,  ///< the store or the disk fails at the moment, after all retries: try later
        denied,       ///< credentials or permissions: retrying does not help
        no_space,     ///< the disk, the bucket or a quota is full
        too_large,    ///< the object has more bytes than the caller takes
        damaged,      ///< what arrived is not what was stored: length or checksum are wrong, after all retries
        stopped,      ///< the caller asked to
    };
    Kind kind = Kind::unavailable;
    std::string message;  ///< "cannot read s3://bucket/key: connection refused", to be logged or shown
};

template <typename T>
using ObjectResult = tl::expected<T, ObjectError>;

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

    struct Unchanged {};
    struct Missing {};

    /// Nothing where there is none.
    virtual ObjectResult<std::optional<Object>> read(const ObjectKey& key, std::uint64_t max_bytes) = 0;
    /// The same where its tag is not `known`.
    virtual ObjectResult<std::variant<Object, Unchanged, Missing>> read_if_changed(
        const ObjectKey& key, const ObjectTag& known, std::uint64_t max_bytes) = 0;
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

    /// All objects whose key begins with `folder` and '/', in the order of their keys.
    virtual ObjectResult<std::vector<ObjectInfo>> list(const ObjectKey& folder) = 0;
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
