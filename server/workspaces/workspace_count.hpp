#pragma once
#include <cstddef>
#include <filesystem>
#include <mutex>

#include "storage/storage_error.hpp"
#include "workspaces/workspace_folder.hpp"

namespace eigenfaces::service {

/// Keeps the workspaces on disk within a number. Thread-safe.
class WorkspaceCount {
  public:
    /// `folder`: of the workspaces' folders.
    WorkspaceCount(std::filesystem::path folder, std::size_t limit)
        : folder_(std::move(folder)), limit_(limit) {}

    std::size_t limit() const { return limit_; }
    /// Whether the workspace is there, or may be made.
    StorageResult<bool> has_room_for(const WorkspaceFolder& workspace);
    /// Makes the workspace's folder where it is missing; false, and nothing happens, where it may not be.
    StorageResult<bool> make(const WorkspaceFolder& workspace);

  private:
    const std::filesystem::path folder_;
    const std::size_t limit_;
    std::mutex mutex_;
};

}  // namespace eigenfaces::service
