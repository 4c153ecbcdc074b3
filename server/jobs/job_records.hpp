#pragma once
#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jobs/job.hpp"
#include "objects/object_store.hpp"

namespace eigenfaces::service {

/// Jobs that nobody waits for, stored: objects "workspaces/ID/jobs/JOB.json". Thread-safe.
///
/// In a store of one process, the ids are known from the start, and what was running when the process ended
/// has failed: "interrupted". In one that others write to, an object "jobs/JOB.json" names the workspace, so
/// that each process finds every job without a list; and what runs elsewhere is told as running until it has
/// ended, or until interrupt() is called by who knows that it never will.
class JobRecords {
  public:
    /// `kept`: how many of a workspace stay, at least 1: those that run, and the newest others. `objects`
    /// outlives this object.
    JobRecords(ObjectStore& objects, std::size_t kept);

    /// Finds what is stored from before.
    ObjectResult<void> open();

    /// Stores a job that begins.
    ObjectResult<void> add(const JobRecord& record);
    /// Stores what became of it. Where a store of one process does not take it, it is told from memory for as
    /// long as this object lives. Of what was removed nothing comes back; what others recorded stays.
    ObjectResult<void> finish(const JobRecord& record);

    ObjectResult<std::optional<JobRecord>> find(std::string_view id) const;
    /// The newest first.
    ObjectResult<std::vector<JobRecord>> list(const WorkspaceId& workspace) const;
    /// The job of this key, if it began within `age`.
    ObjectResult<std::optional<JobRecord>> find_key(const WorkspaceId& workspace, const std::string& key,
                                                    std::chrono::hours age) const;
    /// Removes the record of a job that has ended. False where there is none.
    ObjectResult<bool> remove(std::string_view id);
    /// Records a job that is told as running, and runs nowhere any more, as failed: "interrupted". False
    /// where it has ended, or was removed. Of several that do this one wins, and none against its end.
    ObjectResult<bool> interrupt(const WorkspaceId& workspace, const std::string& id);

    /// Before a workspace is removed: its jobs are found by nobody any more.
    ObjectResult<void> remove_index(const WorkspaceId& workspace);
    /// Forgets the jobs of a workspace that was removed. One that ends later leaves nothing.
    void forget(const WorkspaceId& workspace);

  private:
    /// What is known in memory of a job.
    struct Known {
        std::optional<WorkspaceId> workspace;
        bool is_running = false;             ///< here
        std::optional<JobRecord> unwritten;  ///< its end, that the store did not take
    };
    Known known(std::string_view id) const;
    /// Of a job; nothing where no process knows it.
    ObjectResult<std::optional<WorkspaceId>> workspace_of(std::string_view id) const;
    ObjectResult<std::vector<std::string>> ids_of(const WorkspaceId& workspace) const;
    ObjectResult<std::optional<JobRecord>> read(const WorkspaceId& workspace, const std::string& id) const;
    /// Of a job that has ended.
    ObjectResult<void> remove_record(const WorkspaceId& workspace, const std::string& id);
    void remove_old(const WorkspaceId& workspace);

    ObjectStore& objects_;
    const std::size_t kept_;
    mutable std::mutex mutex_;
    /// By job. Where others write to the store, only of jobs that have not ended in this process.
    std::map<std::string, WorkspaceId, std::less<>> workspace_of_;
    std::map<std::string, ObjectTag, std::less<>> running_;    ///< that have not finished in this process
    std::map<std::string, JobRecord, std::less<>> unwritten_;  ///< that the store did not take
};

}  // namespace eigenfaces::service
