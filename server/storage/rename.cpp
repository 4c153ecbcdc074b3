#include "storage/rename.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/temporary_name.hpp"

namespace eigenfaces::service {
namespace {

namespace fs = std::filesystem;

StorageError rename_error(const fs::path& from, const fs::path& to) {
    return system_error("rename to " + to.string() + " from", from);
}

enum class Flagged { done, failed, not_supported };

#ifdef RENAME_EXCHANGE
Flagged rename_flagged(const fs::path& from, const fs::path& to, unsigned int flags) {
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), flags) == 0) return Flagged::done;
    // EINVAL: the file system does not know the flag. ENOSYS: the kernel, or a sandbox, does not know the
    // call.
    return errno == EINVAL || errno == ENOSYS ? Flagged::not_supported : Flagged::failed;
}
constexpr unsigned int no_replace = RENAME_NOREPLACE;
constexpr unsigned int exchange = RENAME_EXCHANGE;
#else
Flagged rename_flagged(const fs::path&, const fs::path&, unsigned int) {
    return Flagged::not_supported;
}
constexpr unsigned int no_replace = 0;
constexpr unsigned int exchange = 0;
#endif

}  // namespace

StorageResult<void> rename_over(const fs::path& from, const fs::path& to) {
    if (::rename(from.c_str(), to.c_str()) != 0) return tl::unexpected(rename_error(from, to));
    return {};
}

StorageResult<void> rename_new(const fs::path& from, const fs::path& to) {
    switch (rename_flagged(from, to, no_replace)) {
        case Flagged::done:
            return {};
        case Flagged::failed:
            return tl::unexpected(rename_error(from, to));
        case Flagged::not_supported:
            break;
    }
    struct stat status = {};
    if (::lstat(from.c_str(), &status) != 0) return tl::unexpected(rename_error(from, to));
    if (!S_ISDIR(status.st_mode)) {
        if (::link(from.c_str(), to.c_str()) != 0) return tl::unexpected(rename_error(from, to));
        if (::unlink(from.c_str()) != 0) return tl::unexpected(system_error("remove", from));
        return {};
    }
    if (::lstat(to.c_str(), &status) == 0) {
        errno = EEXIST;
        return tl::unexpected(rename_error(from, to));
    }
    return rename_over(from, to);
}

StorageResult<void> exchange_folders(const fs::path& from, const fs::path& to) {
    switch (rename_flagged(from, to, exchange)) {
        case Flagged::done:
            return {};
        case Flagged::failed:
            return tl::unexpected(rename_error(from, to));
        case Flagged::not_supported:
            break;
    }
    const fs::path previous = to.parent_path() / (std::string(previous_prefix) + to.filename().string());
    if (auto moved = rename_over(to, previous); !moved) return moved;
    if (auto moved = rename_over(from, to); !moved) {
        if (auto restored = rename_over(previous, to); !restored) return restored;
        return moved;
    }
    return rename_over(previous, from);
}

}  // namespace eigenfaces::service
