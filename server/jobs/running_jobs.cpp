#include "jobs/running_jobs.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <utility>

#include "jobs/job_progress.hpp"
#include "jobs/random_id.hpp"

namespace eigenfaces::service {

namespace {

constexpr std::chrono::milliseconds between_two_reports{100};

struct Stop {
    std::stop_source& source;
    void operator()() const { source.request_stop(); }
};

}  // namespace

struct RunningJobs::Job {
    Job(JobStatus begun, const std::stop_token& outer)
        : status(std::move(begun)), from_outside(outer, Stop{stop}) {}

    JobStatus now() const {
        const std::lock_guard lock(mutex);
        JobStatus copy = status;
        copy.fraction = fraction_done(copy.kind, copy.stage, copy.stage_fraction);
        copy.time_left = time_left(std::chrono::steady_clock::now() - since, copy.fraction);
        return copy;
    }

    void tell() {
        const JobStatus status_now = now();
        const std::lock_guard lock(watching);
        std::erase_if(watchers, [&](const Watcher& watcher) { return !watcher.progress(status_now); });
    }

    const std::chrono::steady_clock::time_point since = std::chrono::steady_clock::now();
    mutable std::mutex mutex;
    JobStatus status;
    std::chrono::steady_clock::time_point told;  ///< when the watchers last heard
    std::mutex watching;
    std::vector<Watcher> watchers;
    bool ended = false;  ///< and the watchers know
    std::atomic<bool> is_recorded{false};
    std::stop_source stop;
    std::stop_callback<Stop> from_outside;
};

RunningJobs::Lease::~Lease() {
    if (jobs_ == nullptr) return;
    jobs_->forget(*job_);
    if (!leaves_watchers_) jobs_->end_watching(job_->status.id);
}

RunningJobs::Lease::Lease(Lease&& other) noexcept
    : jobs_(std::exchange(other.jobs_, nullptr)),
      job_(std::move(other.job_)),
      leaves_watchers_(other.leaves_watchers_) {}

void RunningJobs::Lease::leave_watchers() {
    leaves_watchers_ = true;
    job_->is_recorded = true;
}

bool RunningJobs::Lease::confirm() const {
    return !jobs_->shared_ || jobs_->shared_->confirm(job_->status.id);
}

const std::string& RunningJobs::Lease::id() const {
    return job_->status.id;
}

std::stop_token RunningJobs::Lease::stop() const {
    return job_->stop.get_token();
}

bool RunningJobs::Lease::cancelled() const {
    return job_->now().cancelled;
}

void RunningJobs::Lease::report(std::string_view stage, double stage_fraction) const {
    {
        const std::lock_guard lock(job_->mutex);
        const auto now = std::chrono::steady_clock::now();
        const bool tells = job_->status.stage != stage || now - job_->told > between_two_reports;
        job_->status.stage = stage;
        job_->status.stage_fraction = std::clamp(stage_fraction, 0.0, 1.0);
        if (!tells) return;
        job_->told = now;
    }
    job_->tell();
}

RunningJobs::RunningJobs(ObjectStore& objects) {
    shared_.emplace(objects, SharedJobs::Own{[this](const std::string& id) -> std::optional<JobStatus> {
                                                 const auto found = job(id);
                                                 if (!found) return std::nullopt;
                                                 return found->now();
                                             },
                                             [this](const std::string& id) { cancel_here(id); },
                                             [this](const std::string& id) {
                                                 if (const auto found = job(id)) found->stop.request_stop();
                                             }});
}

std::variant<RunningJobs::Lease, JobStatus> RunningJobs::begin(const WorkspaceId& workspace, JobKind kind,
                                                               const std::stop_token& outer) {
    std::shared_ptr<Job> job;
    {
        const std::lock_guard lock(mutex_);
        if (const auto running = jobs_.find(workspace); running != jobs_.end()) return running->second->now();
        JobStatus status{.id = random_id(),
                         .workspace = workspace,
                         .kind = kind,
                         .started = std::chrono::system_clock::now(),
                         .stage = {},
                         .time_left = {}};
        job = std::make_shared<Job>(std::move(status), outer);
        jobs_.emplace(workspace, job);
        watched_.emplace(job->status.id, job);
    }
    if (shared_) {
        const auto forget_it = [&] {
            forget(*job);
            const std::lock_guard lock(mutex_);
            watched_.erase(job->status.id);
        };
        try {
            if (auto busy = shared_->take(job->now())) {
                forget_it();
                return *std::move(busy);
            }
        } catch (...) {
            forget_it();
            throw;
        }
    }
    return std::variant<Lease, JobStatus>(std::in_place_type<Lease>, *this, std::move(job));
}

void RunningJobs::forget(const Job& job) {
    const std::lock_guard lock(mutex_);
    jobs_.erase(job.status.workspace);
}

std::shared_ptr<RunningJobs::Job> RunningJobs::job(std::string_view id) const {
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(jobs_.begin(), jobs_.end(),
                                    [id](const auto& entry) { return entry.second->status.id == id; });
    return found == jobs_.end() ? nullptr : found->second;
}

std::optional<JobStatus> RunningJobs::in(const WorkspaceId& workspace) const {
    {
        const std::lock_guard lock(mutex_);
        const auto running = jobs_.find(workspace);
        if (running != jobs_.end()) return running->second->now();
    }
    return shared_ ? shared_->in(workspace) : std::nullopt;
}

std::optional<JobStatus> RunningJobs::find(std::string_view id) const {
    if (const auto found = job(id)) return found->now();
    return shared_ ? shared_->find(id) : std::nullopt;
}

std::optional<JobStatus> RunningJobs::cancel(std::string_view id) {
    if (auto here = cancel_here(id)) return here;
    return shared_ ? shared_->cancel(id) : std::nullopt;
}

std::optional<JobStatus> RunningJobs::cancel_here(std::string_view id) {
    const auto found = job(id);
    if (!found) return std::nullopt;
    {
        const std::lock_guard lock(found->mutex);
        found->status.cancelled = true;
    }
    // Outside of the lock: what is told of the stop may report.
    found->stop.request_stop();
    return found->now();
}

bool RunningJobs::watch(const std::string& id, Watcher watcher) {
    if (watch_here(id, watcher)) return true;
    return shared_ && shared_->watch(id, std::move(watcher));
}

bool RunningJobs::watch_here(const std::string& id, const Watcher& watcher) {
    std::shared_ptr<Job> found;
    {
        const std::lock_guard lock(mutex_);
        const auto job = watched_.find(id);
        if (job == watched_.end()) return false;
        found = job->second;
    }
    const JobStatus status = found->now();
    const std::lock_guard lock(found->watching);
    if (found->ended) return false;
    if (watcher.progress(status)) found->watchers.push_back(watcher);
    return true;
}

void RunningJobs::end_watching(const std::string& id) {
    std::shared_ptr<Job> found;
    {
        const std::lock_guard lock(mutex_);
        const auto job = watched_.find(id);
        if (job == watched_.end()) return;
        found = job->second;
        watched_.erase(job);
    }
    if (shared_) shared_->give_back(id, found->is_recorded);
    const std::lock_guard lock(found->watching);
    found->ended = true;
    for (const Watcher& watcher : found->watchers)
        watcher.ended();
    found->watchers.clear();
}

void RunningJobs::cancel_all() {
    std::vector<std::shared_ptr<Job>> all;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [workspace, job] : jobs_)
            all.push_back(job);
    }
    for (const auto& job : all)
        job->stop.request_stop();
}

std::size_t RunningJobs::count(JobKind kind) const {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(std::count_if(
        jobs_.begin(), jobs_.end(), [kind](const auto& entry) { return entry.second->status.kind == kind; }));
}

}  // namespace eigenfaces::service
