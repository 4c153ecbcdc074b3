#pragma once
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "storage/descriptor.hpp"
#include "storage/file_status.hpp"
#include "storage/storage_error.hpp"

namespace eigenfaces::service {

/// A file that is complete or absent, whatever happens: a crash, a full disk, a power cut.
///
/// What is written goes to a temporary name in the same folder (mode 0600). Only commit() and commit_new()
/// give it its own name, after its contents are on the device, and return when the name is there too. Without
/// a commit the destructor removes the temporary; after a kill sweep_temporaries() does.
///
/// Not for two threads at once.
class AtomicFile {
  public:
    /// The folder of `path` exists.
    static StorageResult<AtomicFile> create(const std::filesystem::path& path);

    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;
    AtomicFile(AtomicFile&& other) noexcept;
    AtomicFile& operator=(AtomicFile&& other) = delete;
    ~AtomicFile();

    StorageResult<void> write(std::span<const std::byte> bytes);

    /// Gives the file the owner, group and mode of the one that has its name now, if there is one: for files
    /// that an administrator keeps. An error where that is not allowed.
    StorageResult<void> keep_owner_and_mode();

    /// Replaces what has this name. An error means that the old file is still there, except when flushing the
    /// folder failed: then the new one is there and may not survive a power cut.
    StorageResult<void> commit();
    /// Fails with EEXIST where the name is taken, and leaves what has it.
    StorageResult<void> commit_new();

    /// Of what was committed, whatever has its name by now.
    const FileStatus& status() const { return status_; }

  private:
    AtomicFile(std::filesystem::path path, std::filesystem::path temporary, Descriptor folder,
               Descriptor file);
    StorageResult<void> flush_and_rename(bool replace);

    std::filesystem::path path_;
    std::filesystem::path temporary_;  ///< empty when there is nothing to remove
    Descriptor folder_;
    Descriptor file_;
    FileStatus status_;
};

/// Writes a whole file through AtomicFile, replacing what has its name.
StorageResult<void> replace_file(const std::filesystem::path& path, std::span<const std::byte> contents);
StorageResult<void> replace_file(const std::filesystem::path& path, std::string_view contents);

/// Writes a whole file through AtomicFile; EEXIST where the name is taken.
StorageResult<void> create_file(const std::filesystem::path& path, std::span<const std::byte> contents);
StorageResult<void> create_file(const std::filesystem::path& path, std::string_view contents);

}  // namespace eigenfaces::service
