#pragma once
#include <cstddef>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "jobs/job.hpp"
#include "storage/storage_error.hpp"

namespace eigenfaces::service {

/// Jobs that nobody waits for, on disk: files "WORKSPACES/ID/jobs/JOB.json". One that was running when the
/// process ended has failed: "interrupted". Thread-safe.
class JobRecords {
  public:
    /// `kept`: how many of a workspace stay, at least 1: those that run, and the newest others.
    JobRecords(std::filesystem::path workspaces, std::size_t kept);

    /// Finds what is on disk from before.
    StorageResult<void> open();

    /// Stores a job that begins. Its workspace's folder is there.
    StorageResult<void> add(const JobRecord& record);
    /// Stores what became of it. Where the disk does not take it, it is told from memory for as long as this
    /// object lives.
    StorageResult<void> finish(const JobRecord& record);

    StorageResult<std::optional<JobRecord>> find(std::string_view id) const;
    /// The newest first.
    StorageResult<std::vector<JobRecord>> list(const WorkspaceId& workspace) const;
    /// The job of this key, if it began within `age`.
    StorageResult<std::optional<JobRecord>> find_key(const WorkspaceId& workspace, const std::string& key,
                                                     std::chrono::hours age) const;
    /// Removes the record of a job that has ended. False where there is none.
    StorageResult<bool> remove(std::string_view id);
    /// Forgets the jobs of a workspace that was removed from the disk. One that ends later leaves nothing.
    void forget(const WorkspaceId& workspace);

  private:
    std::filesystem::path folder_of(const WorkspaceId& workspace) const;
    std::filesystem::path file_of(const WorkspaceId& workspace, std::string_view id) const;
    StorageResult<std::optional<JobRecord>> read(const WorkspaceId& workspace, const std::string& id) const;
    void remove_old(const WorkspaceId& workspace);

    const std::filesystem::path workspaces_;
    const std::size_t kept_;
    mutable std::mutex mutex_;
    std::map<std::string, WorkspaceId, std::less<>> workspace_of_;  ///< by job
    std::set<std::string, std::less<>> running_;               ///< that have not finished in this process
    std::map<std::string, JobRecord, std::less<>> unwritten_;  ///< that the disk did not take
};

}  // namespace eigenfaces::service
