#include "storage/staged_folder.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "platform/flushing.hpp"
#include "storage/descriptor.hpp"
#include "storage/remove_tree.hpp"
#include "storage/rename.hpp"
#include "storage/temporary_name.hpp"

namespace eigenfaces::service {
namespace {

namespace fs = std::filesystem;

fs::path folder_of(const fs::path& path) {
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

StorageResult<void> synchronise_parent(const fs::path& path) {
    const auto parent = open_folder(folder_of(path));
    if (!parent) return tl::unexpected(parent.error());
    return synchronise(*parent, folder_of(path));
}

StorageResult<void> synchronise_one(const fs::path& path) {
    const Descriptor opened(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!opened) return tl::unexpected(system_error("open", path));
    return synchronise(opened, path);
}

StorageResult<void> synchronise_each(const fs::path& folder) {
    std::error_code failure;
    for (fs::recursive_directory_iterator entry(folder, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        if (entry->is_symlink(failure)) continue;
        if (auto flushed = synchronise_one(entry->path()); !flushed) return flushed;
    }
    if (failure) return tl::unexpected(system_error("list the folder", folder, failure.value()));
    return synchronise_one(folder);
}

}  // namespace

StorageResult<void> synchronise_tree(const fs::path& folder) {
    using gasworks::platform::Flushing;
    const auto opened = open_folder(folder);
    if (!opened) return tl::unexpected(opened.error());
    switch (gasworks::platform::flush_file_system(opened->get())) {
        case Flushing::done:
            return {};
        case Flushing::failed:
            return tl::unexpected(system_error("flush", folder));
        case Flushing::not_supported:
            break;
    }
    return synchronise_each(folder);
}

StorageResult<void> publish_new_folder(const fs::path& staged, const fs::path& path) {
    if (auto flushed = synchronise_tree(staged); !flushed) return flushed;
    if (auto renamed = rename_new(staged, path); !renamed) return renamed;
    return synchronise_parent(path);
}

StorageResult<void> publish_folder(const fs::path& staged, const fs::path& path) {
    auto published = publish_new_folder(staged, path);
    if (published || published.error().error_number != EEXIST) return published;
    if (auto exchanged = exchange_folders(staged, path); !exchanged) return exchanged;
    if (auto flushed = synchronise_parent(path); !flushed) return flushed;
    return remove_tree(staged);
}

StagedFolder::StagedFolder(fs::path path) : path_(std::move(path)) {}

StagedFolder::StagedFolder(StagedFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}

StagedFolder::~StagedFolder() {
    // What can't be removed now is removed by the sweep at the next start.
    if (!path_.empty()) static_cast<void>(remove_tree(path_));
}

StorageResult<StagedFolder> StagedFolder::create_in(const fs::path& parent) {
    const fs::path path = parent / temporary_name();
    if (::mkdir(path.c_str(), 0700) != 0) return tl::unexpected(system_error("create a folder in", parent));
    return StagedFolder(path);
}

StorageResult<void> StagedFolder::publish(const fs::path& path) {
    auto published = publish_folder(path_, path);
    if (published) path_.clear();
    return published;
}

StorageResult<void> StagedFolder::publish_new(const fs::path& path) {
    auto published = publish_new_folder(path_, path);
    if (published) path_.clear();
    return published;
}

}  // namespace eigenfaces::service
