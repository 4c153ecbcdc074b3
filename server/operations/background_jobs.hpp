#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <spdlog/logger.h>
#include <stop_token>
#include <string>
#include <variant>

#include "http/worker_pool.hpp"
#include "jobs/job.hpp"
#include "jobs/job_records.hpp"
#include "jobs/running_jobs.hpp"
#include "workspaces/state.hpp"

namespace eigenfaces::service {

/// Called with a job once nothing is in the way of its beginning.
using OnBegun = std::function<void(RunningJobs::Lease&)>;

/// What became of work, as its client would be answered.
struct JobOutcome {
    JobState state = JobState::succeeded;
    nlohmann::json content;  ///< the result, or the problem (RFC 9457)
};

/// Runs trainings and downloads that nobody waits for, and records what becomes of them. Thread-safe.
class BackgroundJobs {
  public:
    /// Does the work; calls `begun` at most once.
    using Work = std::function<JobOutcome(const std::stop_token&, const OnBegun& begun)>;

    /// `threads`: as many jobs run at a time. `state` and `log` outlive this object.
    BackgroundJobs(State& state, std::size_t threads, spdlog::logger& log);
    /// Tells what runs to end, and waits for that.
    ~BackgroundJobs();
    BackgroundJobs(const BackgroundJobs&) = delete;
    BackgroundJobs& operator=(const BackgroundJobs&) = delete;

    struct Started {
        std::string id;
    };
    /// The key was there already, with another request.
    struct KeyReused {};
    /// As many jobs run as may.
    struct TooMany {};
    /// The disk has no room for the job's record.
    struct NoSpace {};
    /// The work ended before it could begin; it knows why.
    struct NotBegun {};
    using Start = std::variant<Started, NotBegun, KeyReused, TooMany, NoSpace>;

    /// Begins the work, or finds the job that was begun with the same key in the last 24 hours. Returns as
    /// soon as the work has begun. Throws what the work throws before that.
    Start start(const WorkspaceId& workspace, JobKind kind, std::optional<IdempotencyKey> key, Work work);

  private:
    struct Beginning;
    void run(const std::shared_ptr<Beginning>& beginning, JobRecord record, const Work& work);
    void finish(JobRecord record, JobOutcome outcome);

    State& state_;
    spdlog::logger& log_;
    std::stop_source stop_;
    std::mutex starting_;
    gasworks::http::WorkerPool threads_;
};

}  // namespace eigenfaces::service
