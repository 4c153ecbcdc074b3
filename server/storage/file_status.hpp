#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <sys/stat.h>

#include "storage/storage_error.hpp"

namespace eigenfaces::service {

/// What tells one content of a regular file from another: files are replaced, not written anew.
struct FileStatus {
    std::uint64_t inode = 0;
    std::uint64_t size = 0;
    std::int64_t modified = 0;  ///< nanoseconds since 1970

    std::chrono::system_clock::time_point time() const;
};

FileStatus file_status(const struct stat& status);

/// Nothing where there is no regular file of that name; a symlink is an error (ELOOP), and not followed.
StorageResult<std::optional<FileStatus>> look_at_file(const std::filesystem::path& path);

}  // namespace eigenfaces::service
