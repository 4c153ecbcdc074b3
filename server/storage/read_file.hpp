#pragma once
#include <cstdint>
#include <filesystem>
#include <string>

#include "storage/file_status.hpp"
#include "storage/storage_error.hpp"

namespace eigenfaces::service {

/// The bytes of a regular file of at most `max_bytes`.
///
/// Errors: ENOENT; ELOOP where the last component is a symlink, which is not followed; EISDIR, or EINVAL for
/// a device, pipe or socket, which are never waited for; EFBIG where the file is larger, found before
/// anything is read.
StorageResult<std::string> read_file(const std::filesystem::path& path, std::uint64_t max_bytes);

struct FileContents {
    std::string bytes;
    FileStatus status;  ///< of the file that they were read from
};
/// The same.
StorageResult<FileContents> read_file_and_status(const std::filesystem::path& path, std::uint64_t max_bytes);

}  // namespace eigenfaces::service
