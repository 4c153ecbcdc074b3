#include "workspaces/workspace_count.hpp"

#include <system_error>

#include "storage/make_folders.hpp"

namespace eigenfaces::service {

namespace fs = std::filesystem;

StorageResult<bool> WorkspaceCount::has_room_for(const WorkspaceFolder& workspace) {
    std::error_code error;
    if (fs::is_directory(workspace.root, error)) return true;
    fs::directory_iterator entries(folder_, error);
    if (error == std::errc::no_such_file_or_directory) return limit_ > 0;
    if (error) return tl::unexpected(system_error("list", folder_, error.value()));
    std::size_t count = 0;
    for (const auto& entry : entries) {
        if (entry.is_directory(error)) ++count;
    }
    return count < limit_;
}

StorageResult<bool> WorkspaceCount::make(const WorkspaceFolder& workspace) {
    const std::lock_guard lock(mutex_);
    auto room = has_room_for(workspace);
    if (!room || !*room) return room;
    if (auto made = make_folders(workspace.root); !made) return tl::unexpected(made.error());
    return true;
}

}  // namespace eigenfaces::service
