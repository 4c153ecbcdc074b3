#pragma once
#include <filesystem>
#include <string>

#include <tl/expected.hpp>

namespace eigenfaces::service {

/// Why something could not be done to a file or folder.
struct StorageError {
    std::filesystem::path path;
    std::string action;    ///< what was tried, to be read after "cannot": "write", "rename to X", "lock"
    int error_number = 0;  ///< errno's value, e.g. ENOSPC, EEXIST, ENOENT
    std::string reason;    ///< errno's text, or a more exact one

    /// "cannot write /data/uploads/face.jpg: No space left on device"
    std::string message() const;
};

template <typename T>
using StorageResult = tl::expected<T, StorageError>;

/// The error for a system call that has just failed: takes errno.
StorageError system_error(std::string action, std::filesystem::path path);
/// The same for a known error number.
StorageError system_error(std::string action, std::filesystem::path path, int error_number);

/// Whether the device or the quota has no room left.
bool is_out_of_space(const StorageError& error);

}  // namespace eigenfaces::service
