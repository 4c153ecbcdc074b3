#include "objects/folder_listing.hpp"

#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <sys/stat.h>
#include <utility>

#include "storage/descriptor.hpp"
#include "storage/temporary_name.hpp"

namespace eigenfaces::service {

namespace {

namespace fs = std::filesystem;

struct CloseListing {
    void operator()(DIR* listing) const { ::closedir(listing); }
};
using Listing = std::unique_ptr<DIR, CloseListing>;

/// An entry of a folder that is open.
struct Entry {
    int folder = -1;
    const char* name = nullptr;
    bool is_folder = false;
};

/// Called with each; false ends the listing.
using Visit = std::function<StorageResult<bool>(const Entry&)>;

bool is_temporary(std::string_view name) {
    return name.starts_with(temporary_prefix) || name.starts_with(previous_prefix);
}

/// Nothing for what is neither a file nor a folder, or gone.
std::optional<bool> is_folder(int folder, const dirent& entry) {
    if (entry.d_type == DT_REG || entry.d_type == DT_DIR) return entry.d_type == DT_DIR;
    if (entry.d_type != DT_UNKNOWN) return std::nullopt;
    struct stat status {};
    if (::fstatat(folder, entry.d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) return std::nullopt;
    if (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)) return S_ISDIR(status.st_mode);
    return std::nullopt;
}

/// `path` is for errors.
StorageResult<void> visit_entries(const Listing& listing, const fs::path& path, const Visit& visit) {
    const int descriptor = ::dirfd(listing.get());
    for (;;) {
        errno = 0;
        const dirent* const found = ::readdir(listing.get());
        if (found == nullptr) {
            if (errno != 0) return tl::unexpected(system_error("list", path));
            return {};
        }
        const std::string_view name = found->d_name;
        if (name == "." || name == ".." || is_temporary(name)) continue;
        const auto folder_or_file = is_folder(descriptor, *found);
        if (!folder_or_file) continue;
        const auto more = visit({descriptor, found->d_name, *folder_or_file});
        if (!more) return tl::unexpected(more.error());
        if (!*more) return {};
    }
}

/// A symlink as the last component is followed, as everywhere above: where the data lies is the operator's
/// choice.
StorageResult<void> visit_folder(const fs::path& path, const Visit& visit) {
    const Listing listing(::opendir(path.c_str()));
    if (listing) return visit_entries(listing, path, visit);
    if (errno == ENOENT || errno == ENOTDIR) return {};
    return tl::unexpected(system_error("list", path));
}

StorageResult<void> visit_subfolder(const Entry& entry, const fs::path& path, const Visit& visit) {
    Descriptor folder(::openat(entry.folder, entry.name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!folder) {
        // Gone since it was listed, or something else.
        if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP) return {};
        return tl::unexpected(system_error("list", path));
    }
    const Listing listing(::fdopendir(folder.get()));
    if (!listing) return tl::unexpected(system_error("list", path));
    folder.release();
    return visit_entries(listing, path, visit);
}

/// Adds the files of a folder and of those in it.
Visit collector(std::vector<ListedFile>& files, const fs::path& path, const std::string& prefix) {
    return [&files, path, prefix](const Entry& entry) -> StorageResult<bool> {
        const std::string below = prefix + entry.name;
        if (entry.is_folder) {
            const fs::path folder = path / entry.name;
            return visit_subfolder(entry, folder, collector(files, folder, below + '/')).map([] {
                return true;
            });
        }
        struct stat status {};
        if (::fstatat(entry.folder, entry.name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
            if (errno == ENOENT) return true;  // removed since it was listed
            return tl::unexpected(system_error("look at", path / entry.name));
        }
        if (S_ISREG(status.st_mode)) files.push_back({below, file_status(status)});
        return true;
    };
}

/// Ends with the first file that there is.
Visit finder(bool& found, const fs::path& path) {
    return [&found, path](const Entry& entry) -> StorageResult<bool> {
        if (!entry.is_folder) {
            found = true;
            return false;
        }
        const fs::path folder = path / entry.name;
        return visit_subfolder(entry, folder, finder(found, folder)).map([&found] { return !found; });
    };
}

}  // namespace

StorageResult<std::vector<ListedFile>> files_below(const fs::path& folder) {
    std::vector<ListedFile> files;
    if (auto listed = visit_folder(folder, collector(files, folder, {})); !listed)
        return tl::unexpected(listed.error());
    return files;
}

StorageResult<std::vector<std::string>> file_names_in(const fs::path& folder) {
    std::vector<std::string> names;
    const auto listed = visit_folder(folder, [&](const Entry& entry) -> StorageResult<bool> {
        if (!entry.is_folder) names.emplace_back(entry.name);
        return true;
    });
    if (!listed) return tl::unexpected(listed.error());
    return names;
}

StorageResult<std::vector<std::string>> folder_names_in(const fs::path& folder) {
    std::vector<std::string> names;
    const auto listed = visit_folder(folder, [&](const Entry& entry) -> StorageResult<bool> {
        if (!entry.is_folder) return true;
        bool has_file = false;
        const fs::path path = folder / entry.name;
        if (auto looked = visit_subfolder(entry, path, finder(has_file, path)); !looked)
            return tl::unexpected(looked.error());
        if (has_file) names.emplace_back(entry.name);
        return true;
    });
    if (!listed) return tl::unexpected(listed.error());
    return names;
}

}  // namespace eigenfaces::service
