#include "workspaces/workspace_count.hpp"

#include <set>
#include <string>
#include <system_error>

#include "storage/make_folders.hpp"
#include "workspaces/workspace_keys.hpp"

namespace eigenfaces::service {

namespace {

namespace fs = std::filesystem;

/// Names in memory.
constexpr std::size_t most_made = 10'000;

/// Names of folders; none where there is no folder.
StorageResult<std::set<std::string>> folders_in(const fs::path& folder) {
    std::set<std::string> names;
    std::error_code error;
    fs::directory_iterator entries(folder, error);
    if (error == std::errc::no_such_file_or_directory) return names;
    if (error) return tl::unexpected(system_error("list", folder, error.value()));
    for (const auto& entry : entries) {
        if (entry.is_directory(error)) names.insert(entry.path().filename().string());
    }
    return names;
}

}  // namespace

bool WorkspaceCount::is_known(const WorkspaceId& workspace) const {
    if (objects_.is_shared()) {
        const std::lock_guard lock(mutex_);
        return made_.contains(workspace.text());
    }
    std::error_code error;
    return fs::is_directory(folder_ / workspace.text(), error);
}

ObjectResult<std::set<std::string>> WorkspaceCount::names() const {
    if (!objects_.is_shared()) {
        auto names = folders_in(folder_);
        if (!names) return tl::unexpected(to_object_error(names.error()));
        return *std::move(names);
    }
    const auto stored = objects_.folders(workspaces_key());
    if (!stored) return tl::unexpected(stored.error());
    const std::lock_guard lock(mutex_);
    std::set<std::string> names = made_;
    names.insert(stored->begin(), stored->end());
    return names;
}

ObjectResult<bool> WorkspaceCount::has_room_for(const WorkspaceId& workspace) {
    if (is_known(workspace)) return true;
    if (objects_.is_shared()) {
        // One request, where a list of all workspaces takes one for each thousand.
        const auto parts = objects_.folders(WorkspaceKeys(workspace).root);
        if (!parts) return tl::unexpected(parts.error());
        if (!parts->empty()) return true;
    }
    const auto all = names();
    if (!all) return tl::unexpected(all.error());
    return all->contains(workspace.text()) || all->size() < limit_;
}

ObjectResult<bool> WorkspaceCount::make(const WorkspaceId& workspace) {
    // Nothing is listed, nor anybody waited for, where it is there already.
    if (is_known(workspace)) return true;
    const std::lock_guard making(making_);
    auto room = has_room_for(workspace);
    if (!room || !*room) return room;
    if (objects_.is_shared()) {
        const std::lock_guard lock(mutex_);
        // What is forgotten here is found in the store.
        if (made_.size() >= most_made) made_.clear();
        made_.insert(workspace.text());
    } else if (auto made = make_folders(folder_ / workspace.text()); !made) {
        return tl::unexpected(to_object_error(made.error()));
    }
    return true;
}

void WorkspaceCount::forget(const WorkspaceId& workspace) {
    const std::lock_guard lock(mutex_);
    made_.erase(workspace.text());
}

}  // namespace eigenfaces::service
