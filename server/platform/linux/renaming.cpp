#include "platform/renaming.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>

namespace gasworks::platform {

namespace {

Renaming rename_flagged(const std::filesystem::path& from, const std::filesystem::path& to,
                        unsigned int flags) {
    if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), flags) == 0) return Renaming::done;
    // EINVAL: the file system does not know the flag. ENOSYS: the kernel, or a sandbox, does not know the
    // call.
    return errno == EINVAL || errno == ENOSYS ? Renaming::not_supported : Renaming::failed;
}

}  // namespace

Renaming rename_without_replacing(const std::filesystem::path& from, const std::filesystem::path& to) {
    return rename_flagged(from, to, RENAME_NOREPLACE);
}

Renaming exchange_names(const std::filesystem::path& from, const std::filesystem::path& to) {
    return rename_flagged(from, to, RENAME_EXCHANGE);
}

}  // namespace gasworks::platform
