#pragma once
#include <cstddef>
#include <filesystem>
#include <mutex>
#include <utility>

#include "objects/object_store.hpp"
#include "workspaces/workspace_id.hpp"

namespace eigenfaces::service {

/// Keeps the workspaces within a number. A workspace is there when it has a local folder, or an object in a
/// store that others write to. Such others count by themselves: of those that make a workspace at the same
/// moment each may take the last place. Thread-safe.
class WorkspaceCount {
  public:
    /// `folder`: of the workspaces' local folders. `objects` outlives this object.
    WorkspaceCount(ObjectStore& objects, std::filesystem::path folder, std::size_t limit)
        : objects_(objects), folder_(std::move(folder)), limit_(limit) {}

    std::size_t limit() const { return limit_; }
    /// Whether the workspace is there, or may be made.
    ObjectResult<bool> has_room_for(const WorkspaceId& workspace);
    /// Makes the workspace's local folder where it is missing; false, and nothing happens, where it may not
    /// be.
    ObjectResult<bool> make(const WorkspaceId& workspace);

  private:
    ObjectStore& objects_;
    const std::filesystem::path folder_;
    const std::size_t limit_;
    std::mutex mutex_;
};

}  // namespace eigenfaces::service
