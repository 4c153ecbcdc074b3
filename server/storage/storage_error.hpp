#pragma once
#include <filesystem>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

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

/// What a result holds, where the caller can do nothing about an error. Throws std::runtime_error with its
/// message.
template <typename T>
T value_or_throw(StorageResult<T> result) {
    if (!result) throw std::runtime_error(result.error().message());
    if constexpr (!std::is_void_v<T>) return *std::move(result);
}

/// The error for a system call that has just failed: takes errno.
StorageError system_error(std::string action, std::filesystem::path path);
/// The same for a known error number.
StorageError system_error(std::string action, std::filesystem::path path, int error_number);

/// Whether the device or the quota has no room left.
bool is_out_of_space(const StorageError& error);

}  // namespace eigenfaces::service
