#pragma once
#include <functional>

#include "objects/key_locks.hpp"
#include "objects/object_store.hpp"
#include "storage/file_status.hpp"
#include "storage/storage_error.hpp"

namespace eigenfaces::service {

/// Objects as files below a folder: the key is the path. An object is on the device before a write returns.
/// Symlinks are never followed, nor are they objects; nor is what a write that was killed left behind. For
/// one process: what is promised of several that write at once is kept among its threads.
class FolderObjects final : public ObjectStore {
  public:
    /// `root` exists.
    explicit FolderObjects(std::filesystem::path root) : root_(std::move(root)) {}

    bool is_shared() const override { return false; }

    ObjectResult<std::optional<Object>> read(const ObjectKey& key, std::uint64_t max_bytes) override;
    ObjectResult<std::optional<ObjectInfo>> describe(const ObjectKey& key) override;

    ObjectResult<ObjectTag> write(const ObjectKey& key, std::span<const std::byte> bytes) override;
    ObjectResult<std::optional<ObjectTag>> write_new(const ObjectKey& key,
                                                     std::span<const std::byte> bytes) override;
    ObjectResult<std::optional<ObjectTag>> replace(const ObjectKey& key, const ObjectTag& expected,
                                                   std::span<const std::byte> bytes) override;
    ObjectResult<bool> remove(const ObjectKey& key) override;
    ObjectResult<bool> remove_if(const ObjectKey& key, const ObjectTag& expected) override;
    ObjectResult<void> remove_each(std::span<const ObjectKey> keys) override;

    ObjectResult<std::vector<ObjectInfo>> list(const ObjectKey& folder) override;
    ObjectResult<std::vector<std::string>> names(const ObjectKey& folder) override;
    ObjectResult<std::vector<std::string>> folders(const ObjectKey& folder) override;
    /// They go in one step: nobody finds some of them.
    ObjectResult<std::size_t> remove_all(const ObjectKey& folder) override;

    ObjectResult<ObjectTag> write_file(const ObjectKey& key, const std::filesystem::path& file,
                                       const std::stop_token& stop) override;
    ObjectResult<std::optional<ObjectTag>> read_file(const ObjectKey& key, const std::filesystem::path& file,
                                                     std::uint64_t max_bytes,
                                                     const std::stop_token& stop) override;

  private:
    std::filesystem::path path_of(const ObjectKey& key) const { return root_ / key.text(); }
    /// Nothing where there is no such object.
    StorageResult<std::optional<FileStatus>> look_at(const ObjectKey& key) const;
    /// False where there was none.
    StorageResult<bool> unlink(const ObjectKey& key);

    const std::filesystem::path root_;
    KeyLocks locks_;
};

}  // namespace eigenfaces::service
