#pragma once
#include <filesystem>

#include "storage/storage_error.hpp"

namespace eigenfaces::service {

/// Waits until everything written below `folder` is on the storage device.
///
/// On Linux by syncfs(): one flush and one journal commit for the whole file system, whatever the number of
/// files. Flushing a data set of 13,000 small files one by one is as many journal commits: 2.8 s instead of
/// 0.2 s on a virtual machine's ext4, far more on an SD card. The price: other programs' unwritten data on
/// that file system are waited for as well. Where there is no syncfs, every file and folder is flushed.
StorageResult<void> synchronise_tree(const std::filesystem::path& folder);

/// Gives the complete folder `staged` the name `path` (in the same file system), in one step and only after
/// all of it is on the device. A folder that has the name is replaced, and removed afterwards.
StorageResult<void> publish_folder(const std::filesystem::path& staged, const std::filesystem::path& path);

/// The same; EEXIST where the name is taken.
StorageResult<void> publish_new_folder(const std::filesystem::path& staged,
                                       const std::filesystem::path& path);

/// A folder under a temporary name (mode 0700), to be filled and then published under its own name. It goes
/// away with this object unless it was published, and at the next sweep_temporaries() if the process dies.
class StagedFolder {
  public:
    /// Made in `parent`, which exists.
    static StorageResult<StagedFolder> create_in(const std::filesystem::path& parent);

    StagedFolder(const StagedFolder&) = delete;
    StagedFolder& operator=(const StagedFolder&) = delete;
    StagedFolder(StagedFolder&& other) noexcept;
    StagedFolder& operator=(StagedFolder&& other) = delete;
    ~StagedFolder();

    const std::filesystem::path& path() const { return path_; }

    /// publish_folder() and publish_new_folder() of this one.
    StorageResult<void> publish(const std::filesystem::path& path);
    StorageResult<void> publish_new(const std::filesystem::path& path);

  private:
    explicit StagedFolder(std::filesystem::path path);

    std::filesystem::path path_;  ///< empty when there is nothing to remove
};

}  // namespace eigenfaces::service
