#pragma once
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "jobs/job.hpp"
#include "jobs/job_watcher.hpp"
#include "jobs/shared_jobs.hpp"
#include "workspaces/workspace_id.hpp"

namespace eigenfaces::service {

/// The jobs that run: at most one per workspace, since each changes what is the workspace's own. Where
/// servers share a store, that holds for all of them together, and each knows the jobs of the others
/// (SharedJobs); what has to ask the store then throws std::runtime_error where that fails. Thread-safe.
class RunningJobs {
    struct Job;

  public:
    /// Those of this server alone.
    RunningJobs() = default;
    /// Those of all that share a store, which outlives this object.
    explicit RunningJobs(ObjectStore& objects);

    using Watcher = JobWatcher;

    /// A job at work. It keeps its workspace busy for as long as it lives.
    class Lease {
      public:
        Lease(RunningJobs& jobs, std::shared_ptr<Job> job) : jobs_(&jobs), job_(std::move(job)) {}
        ~Lease();
        Lease(Lease&& other) noexcept;
        Lease& operator=(Lease&&) = delete;
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;

        const std::string& id() const;
        /// Asked to end: by cancel(), or by whom the job was begun for.
        std::stop_token stop() const;
        bool cancelled() const;
        /// To be called as the work goes on, from any thread.
        void report(std::string_view stage, double stage_fraction) const;
        /// Asks whether the workspace is still this job's, before what it came to is stored. False where
        /// another server has taken it, because this one could not reach the store for too long. Afterwards
        /// cancelled() knows of what others asked for until then.
        bool confirm() const;
        /// Watchers hear of the end from end_watching(), not from this object's end. On other servers the
        /// workspace stays busy until then.
        void leave_watchers();

      private:
        RunningJobs* jobs_;
        std::shared_ptr<Job> job_;
        bool leaves_watchers_ = false;
    };

    /// Begins a job, or tells what the workspace is busy with. `outer` ends it, too.
    std::variant<Lease, JobStatus> begin(const WorkspaceId& workspace, JobKind kind,
                                         const std::stop_token& outer);

    /// What the workspace is busy with, if anything.
    std::optional<JobStatus> in(const WorkspaceId& workspace) const;
    std::optional<JobStatus> find(std::string_view id) const;
    /// Tells a job to end. \return how it stands; nothing where there is no such job
    std::optional<JobStatus> cancel(std::string_view id);
    /// Tells the watcher how far the job is, and from then on. False where there is no such job.
    bool watch(const std::string& id, Watcher watcher);
    /// Tells a job's watchers that it has ended.
    void end_watching(const std::string& id);
    /// Tells all jobs of this server to end.
    void cancel_all();
    /// How many jobs of this kind run on this server.
    std::size_t count(JobKind kind) const;

  private:
    std::shared_ptr<Job> job(std::string_view id) const;
    void forget(const Job& job);
    std::optional<JobStatus> cancel_here(std::string_view id);
    bool watch_here(const std::string& id, const Watcher& watcher);

    mutable std::mutex mutex_;
    std::map<WorkspaceId, std::shared_ptr<Job>> jobs_;
    std::map<std::string, std::shared_ptr<Job>, std::less<>> watched_;  ///< that watchers may come to
    std::optional<SharedJobs> shared_;                                  ///< last: it asks for the others
};

}  // namespace eigenfaces::service
