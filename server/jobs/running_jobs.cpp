#include "jobs/running_jobs.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "jobs/job_progress.hpp"

namespace eigenfaces::service {

namespace {

constexpr std::chrono::milliseconds between_two_reports{100};

std::string new_id() {
    std::array<std::uint8_t, 16> bytes{};
    if (::getentropy(bytes.data(), bytes.size()) != 0)
        throw std::system_error(errno, std::generic_category());
    constexpr std::string_view digits = "0123456789abcdef";
    std::string id;
    for (const std::uint8_t byte : bytes) {
        id += digits[byte >> 4U];
        id += digits[byte & 15U];
    }
    return id;
}

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
    std::stop_source stop;
    std::stop_callback<Stop> from_outside;
};

RunningJobs::Lease::~Lease() {
    if (jobs_ == nullptr) return;
    {
        const std::lock_guard lock(jobs_->mutex_);
        jobs_->jobs_.erase(job_->status.workspace);
    }
    if (!leaves_watchers_) jobs_->end_watching(job_->status.id);
}

RunningJobs::Lease::Lease(Lease&& other) noexcept
    : jobs_(std::exchange(other.jobs_, nullptr)),
      job_(std::move(other.job_)),
      leaves_watchers_(other.leaves_watchers_) {}

void RunningJobs::Lease::leave_watchers() {
    leaves_watchers_ = true;
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

std::variant<RunningJobs::Lease, JobStatus> RunningJobs::begin(const WorkspaceId& workspace, JobKind kind,
                                                               const std::stop_token& outer) {
    const std::lock_guard lock(mutex_);
    if (const auto running = jobs_.find(workspace); running != jobs_.end()) return running->second->now();
    JobStatus status{.id = new_id(),
                     .workspace = workspace,
                     .kind = kind,
                     .started = std::chrono::system_clock::now(),
                     .stage = {},
                     .time_left = {}};
    auto job = std::make_shared<Job>(std::move(status), outer);
    jobs_.emplace(workspace, job);
    watched_.emplace(job->status.id, job);
    return std::variant<Lease, JobStatus>(std::in_place_type<Lease>, *this, std::move(job));
}

std::shared_ptr<RunningJobs::Job> RunningJobs::job(std::string_view id) const {
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(jobs_.begin(), jobs_.end(),
                                    [id](const auto& entry) { return entry.second->status.id == id; });
    return found == jobs_.end() ? nullptr : found->second;
}

std::optional<JobStatus> RunningJobs::in(const WorkspaceId& workspace) const {
    const std::lock_guard lock(mutex_);
    const auto running = jobs_.find(workspace);
    if (running == jobs_.end()) return std::nullopt;
    return running->second->now();
}

std::optional<JobStatus> RunningJobs::find(std::string_view id) const {
    const auto found = job(id);
    if (!found) return std::nullopt;
    return found->now();
}

std::optional<JobStatus> RunningJobs::cancel(std::string_view id) {
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
    if (watcher.progress(status)) found->watchers.push_back(std::move(watcher));
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
