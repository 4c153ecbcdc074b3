#include "storage/file_status.hpp"

#include <cerrno>

namespace eigenfaces::service {

std::chrono::system_clock::time_point FileStatus::time() const {
    return std::chrono::system_clock::time_point(
        std::chrono::duration_cast<std::chrono::system_clock::duration>(std::chrono::nanoseconds(modified)));
}

FileStatus file_status(const struct stat& status) {
    constexpr std::int64_t second = 1'000'000'000;
    return {status.st_ino, static_cast<std::uint64_t>(status.st_size),
            std::int64_t{status.st_mtim.tv_sec} * second + status.st_mtim.tv_nsec};
}

StorageResult<std::optional<FileStatus>> look_at_file(const std::filesystem::path& path) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0) {
        if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
        return tl::unexpected(system_error("look at", path));
    }
    if (S_ISLNK(status.st_mode)) return tl::unexpected(system_error("look at", path, ELOOP));
    if (!S_ISREG(status.st_mode)) return std::nullopt;
    return file_status(status);
}

}  // namespace eigenfaces::service
