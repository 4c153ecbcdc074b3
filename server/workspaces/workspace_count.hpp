#pragma once
#include <cstddef>
#include <filesystem>
#include <mutex>
#include <set>
#include <string>
#include <utility>

#include "objects/object_store.hpp"
#include "workspaces/workspace_id.hpp"

namespace eigenfaces::service {

/// Keeps the workspaces within a number. A workspace is there when it has a local folder or, in a store that
/// others write to, an object. Such others count by themselves: of those that make a workspace at the same
/// moment each may take the last place. Thread-safe.
class WorkspaceCount {
  public:
    /// `folder`: of the workspaces' local folders. `objects` outlives this object.
    WorkspaceCount(ObjectStore& objects, std::filesystem::path folder, std::size_t limit)
        : objects_(objects), folder_(std::move(folder)), limit_(limit) {}

    std::size_t limit() const { return limit_; }
    /// Whether the workspace is there, or may be made.
    ObjectResult<bool> has_room_for(const WorkspaceId& workspace);
    /// Makes the workspace where it is missing: its local folder, or its place in the count. False, and
    /// nothing happens, where it may not be.
    ObjectResult<bool> make(const WorkspaceId& workspace);
    /// The workspace was removed.
    void forget(const WorkspaceId& workspace);

  private:
    bool is_known(const WorkspaceId& workspace) const;
    /// Names of those that are there.
    ObjectResult<std::set<std::string>> names() const;

    ObjectStore& objects_;
    const std::filesystem::path folder_;
    const std::size_t limit_;
    std::mutex making_;
    mutable std::mutex mutex_;
    /// Of a store that others write to: those that were made here, which may have no object yet.
    std::set<std::string> made_;
};

}  // namespace eigenfaces::service
