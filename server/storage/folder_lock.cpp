#include "storage/folder_lock.hpp"

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

#include "storage/read_file.hpp"

namespace eigenfaces::service {
namespace {

std::string holder_of(const std::filesystem::path& path) {
    const auto text = read_file(path, 32);
    if (!text || text->empty() || text->find_first_not_of("0123456789\n") != std::string::npos) {
        return "another process";
    }
    return "process " + text->substr(0, text->find('\n'));
}

}  // namespace

FolderLock::FolderLock(Descriptor file) : file_(std::move(file)) {}

StorageResult<FolderLock> FolderLock::acquire(const std::filesystem::path& folder) {
    const std::filesystem::path path = folder / ".lock";
    Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file) return tl::unexpected(system_error("open", path));
    while (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EINTR) continue;
        if (errno != EWOULDBLOCK) return tl::unexpected(system_error("lock", path));
        return tl::unexpected(StorageError{path, "lock", EWOULDBLOCK, "in use by " + holder_of(path)});
    }
    const std::string holder = std::to_string(::getpid()) + '\n';
    if (::ftruncate(file.get(), 0) != 0) return tl::unexpected(system_error("write", path));
    const auto written = write_all(file, std::as_bytes(std::span(holder)), path);
    // The number only makes another one's error message better, which a full disk is no reason to fail for.
    if (!written && !is_out_of_space(written.error())) return tl::unexpected(written.error());
    return FolderLock(std::move(file));
}

}  // namespace eigenfaces::service
