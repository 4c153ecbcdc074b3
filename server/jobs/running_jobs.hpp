#pragma once
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>

#include "jobs/job.hpp"
#include "workspaces/workspace_id.hpp"

namespace eigenfaces::service {

/// The jobs that run: at most one per workspace, since each changes what is the workspace's own. Thread-safe.
class RunningJobs {
    struct Job;

  public:
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

      private:
        RunningJobs* jobs_;
        std::shared_ptr<Job> job_;
    };

    /// Begins a job, or tells what the workspace is busy with. `outer` ends it, too.
    std::variant<Lease, JobStatus> begin(const WorkspaceId& workspace, JobKind kind,
                                         const std::stop_token& outer);

    /// What the workspace is busy with, if anything.
    std::optional<JobStatus> in(const WorkspaceId& workspace) const;
    std::optional<JobStatus> find(std::string_view id) const;
    /// Tells a job to end. \return how it stands; nothing where there is no such job
    std::optional<JobStatus> cancel(std::string_view id);
    /// How many jobs of this kind run.
    std::size_t count(JobKind kind) const;

  private:
    std::shared_ptr<Job> job(std::string_view id) const;

    mutable std::mutex mutex_;
    std::map<WorkspaceId, std::shared_ptr<Job>> jobs_;
};

}  // namespace eigenfaces::service
