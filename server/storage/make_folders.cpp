#include "storage/make_folders.hpp"

#include <cerrno>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/descriptor.hpp"

namespace eigenfaces::service {
namespace {

namespace fs = std::filesystem;

bool is_folder(const fs::path& path) {
    struct stat status = {};
    return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

StorageResult<void> flush_entry(const fs::path& folder) {
    auto opened = open_folder(folder);
    if (!opened) return tl::unexpected(opened.error());
    return synchronise(*opened, folder);
}

}  // namespace

StorageResult<void> make_folders(const fs::path& path) {
    const fs::path folder = path.has_filename() ? path : path.parent_path();
    const fs::path parent = folder.has_parent_path() ? folder.parent_path() : fs::path(".");
    int made = ::mkdir(folder.c_str(), 0700);
    if (made != 0 && errno == ENOENT && parent != folder) {
        if (auto above = make_folders(parent); !above) return above;
        made = ::mkdir(folder.c_str(), 0700);
    }
    if (made != 0) {
        const int error = errno;
        // "/" and "." answer other than EEXIST on some systems; what counts is that the folder is there.
        if (is_folder(folder)) return {};
        return tl::unexpected(system_error("make the folder", folder, error == EEXIST ? ENOTDIR : error));
    }
    auto flushed = flush_entry(parent);
    // Not empty any more where somebody else uses it already: then it stays.
    if (!flushed) ::rmdir(folder.c_str());
    return flushed;
}

}  // namespace eigenfaces::service
