#include "workspaces/workspace_count.hpp"

#include <set>
#include <string>
#include <system_error>

#include "storage/make_folders.hpp"
#include "workspaces/workspace_keys.hpp"

namespace eigenfaces::service {

namespace {

namespace fs = std::filesystem;

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

ObjectResult<bool> WorkspaceCount::has_room_for(const WorkspaceId& workspace) {
    std::error_code error;
    if (fs::is_directory(folder_ / workspace.text(), error)) return true;
    if (objects_.is_shared()) {
        // One request, where a list of all workspaces takes one for each thousand.
        const auto parts = objects_.folders(WorkspaceKeys(workspace).root);
        if (!parts) return tl::unexpected(parts.error());
        if (!parts->empty()) return true;
    }
    auto names = folders_in(folder_);
    if (!names) return tl::unexpected(to_object_error(names.error()));
    if (objects_.is_shared()) {
        const auto stored = objects_.folders(workspaces_key());
        if (!stored) return tl::unexpected(stored.error());
        names->insert(stored->begin(), stored->end());
    }
    return names->contains(workspace.text()) || names->size() < limit_;
}

ObjectResult<bool> WorkspaceCount::make(const WorkspaceId& workspace) {
    const fs::path folder = folder_ / workspace.text();
    std::error_code error;
    // Nothing is listed, nor anybody waited for, where it is there already.
    if (fs::is_directory(folder, error)) return true;
    const std::lock_guard lock(mutex_);
    auto room = has_room_for(workspace);
    if (!room || !*room) return room;
    if (auto made = make_folders(folder); !made) return tl::unexpected(to_object_error(made.error()));
    return true;
}

}  // namespace eigenfaces::service
