#include "storage/rename.hpp"

#include <cerrno>
#include <cstdio>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/renaming.hpp"
#include "storage/temporary_name.hpp"

namespace eigenfaces::service {
namespace {

namespace fs = std::filesystem;

StorageError rename_error(const fs::path& from, const fs::path& to) {
    return system_error("rename to " + to.string() + " from", from);
}

using gasworks::platform::Renaming;

}  // namespace

StorageResult<void> rename_over(const fs::path& from, const fs::path& to) {
    if (::rename(from.c_str(), to.c_str()) != 0) return tl::unexpected(rename_error(from, to));
    return {};
}

StorageResult<void> rename_new(const fs::path& from, const fs::path& to) {
    switch (gasworks::platform::rename_without_replacing(from, to)) {
        case Renaming::done:
            return {};
        case Renaming::failed:
            return tl::unexpected(rename_error(from, to));
        case Renaming::not_supported:
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
    switch (gasworks::platform::exchange_names(from, to)) {
        case Renaming::done:
            return {};
        case Renaming::failed:
            return tl::unexpected(rename_error(from, to));
        case Renaming::not_supported:
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
