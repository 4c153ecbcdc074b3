#include "storage/remove_tree.hpp"

#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <string_view>
#include <unistd.h>

#include "storage/atomic_file.hpp"
#include "storage/descriptor.hpp"
#include "storage/rename.hpp"
#include "storage/temporary_name.hpp"

namespace eigenfaces::service {
namespace {

struct CloseListing {
    void operator()(DIR* listing) const { ::closedir(listing); }
};

// Every step names an entry of an open folder, so that no component can be swapped for a symlink meanwhile.
StorageResult<void> remove_entry(int parent, const char* name, const std::filesystem::path& path) {
    if (::unlinkat(parent, name, 0) == 0 || errno == ENOENT) return {};
    // A folder: EISDIR on Linux, EPERM as POSIX has it.
    if (errno != EISDIR && errno != EPERM) return tl::unexpected(system_error("remove", path));

    Descriptor folder(::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!folder) return tl::unexpected(system_error("remove", path));
    const std::unique_ptr<DIR, CloseListing> listing(::fdopendir(folder.get()));
    if (!listing) return tl::unexpected(system_error("list the folder", path));
    folder.release();

    for (;;) {
        errno = 0;
        const dirent* const entry = ::readdir(listing.get());
        if (entry == nullptr) {
            if (errno != 0) return tl::unexpected(system_error("list the folder", path));
            break;
        }
        const std::string_view child = entry->d_name;
        if (child == "." || child == "..") continue;
        auto removed = remove_entry(::dirfd(listing.get()), entry->d_name, path / child);
        if (!removed) return removed;
    }
    if (::unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT) return {};
    return tl::unexpected(system_error("remove", path));
}

}  // namespace

StorageResult<void> remove_tree(const std::filesystem::path& path) {
    // "folder/" names the folder, also where it is a symlink.
    const std::filesystem::path entry = path.has_filename() ? path : path.parent_path();
    if (!entry.has_filename() || entry.filename() == "." || entry.filename() == "..") {
        return tl::unexpected(system_error("remove", path, EINVAL));
    }
    const auto parent =
        open_folder(entry.has_parent_path() ? entry.parent_path() : std::filesystem::path("."));
    if (!parent) {
        if (parent.error().error_number == ENOENT) return {};
        return tl::unexpected(parent.error());
    }
    return remove_entry(parent->get(), entry.filename().c_str(), entry);
}

StorageResult<bool> remove_folder(const std::filesystem::path& path, const std::filesystem::path& trash) {
    const std::filesystem::path removed = trash / temporary_name();
    if (auto renamed = rename_new(path, removed); !renamed) {
        if (renamed.error().error_number == ENOENT) return false;
        return tl::unexpected(renamed.error());
    }
    if (auto done = remove_tree(removed); !done) return tl::unexpected(done.error());
    const std::filesystem::path parent = path.parent_path();
    const auto opened = open_folder(parent);
    if (!opened) return tl::unexpected(opened.error());
    if (auto flushed = synchronise(*opened, parent); !flushed) return tl::unexpected(flushed.error());
    return true;
}

}  // namespace eigenfaces::service
