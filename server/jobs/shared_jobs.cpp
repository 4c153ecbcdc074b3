#include "jobs/shared_jobs.hpp"

#include <stdexcept>
#include <utility>

#include "jobs/job_index.hpp"
#include "jobs/random_id.hpp"

namespace eigenfaces::service {

namespace {

/// How often somebody else may be faster before that is taken for a fault of the store.
constexpr int most_tries = 16;

WorkspaceLease lease_of(const std::string& owner, const JobStatus& status) {
    return {owner, status, std::chrono::system_clock::now() + WorkspaceLease::duration};
}

}  // namespace

SharedJobs::SharedJobs(ObjectStore& objects, Own own, std::chrono::milliseconds renewal)
    : objects_(objects), own_(std::move(own)), owner_(random_id()), renewal_(renewal), thread_([this] {
          run();
      }) {}

SharedJobs::~SharedJobs() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    ending_changed_.notify_all();
    thread_.join();
}

std::optional<JobStatus> SharedJobs::take(const JobStatus& job) {
    for (int i = 0; i < most_tries; ++i) {
        const auto stored = value_or_throw(read_lease(objects_, job.workspace));
        if (stored && stored->lease && stored->lease->owner != owner_ && !stored->lease->has_run_out())
            return stored->lease->status;
        const auto now = Clock::now();
        const auto written = value_or_throw(write_lease(objects_, job.workspace, lease_of(owner_, job),
                                                        stored ? std::optional(stored->tag) : std::nullopt));
        if (!written) continue;
        const auto lease = std::make_shared<Held>(job, *written, now);
        {
            const std::lock_guard lock(mutex_);
            // One of this server's whose end is being recorded: its lease is this one now.
            std::erase_if(held_,
                          [&](const auto& entry) { return entry.second->status.workspace == job.workspace; });
            held_.insert_or_assign(job.id, lease);
        }
        value_or_throw(write_job_index(objects_, job.id, job.workspace));
        return std::nullopt;
    }
    throw std::runtime_error("the lease of the workspace '" + job.workspace.text() +
                             "' is written again and again by others");
}

std::shared_ptr<SharedJobs::Held> SharedJobs::held(const std::string& id) const {
    const std::lock_guard lock(mutex_);
    const auto found = held_.find(id);
    return found == held_.end() ? nullptr : found->second;
}

SharedJobs::Renewal SharedJobs::renew(Held& lease) {
    if (!lease.is_ours) return Renewal::lost;
    if (auto status = own_.status(lease.status.id)) lease.status = *std::move(status);
    for (int i = 0; i < most_tries; ++i) {
        const auto now = Clock::now();
        const auto written =
            write_lease(objects_, lease.status.workspace, lease_of(owner_, lease.status), lease.tag);
        if (!written) return Renewal::unknown;
        if (*written) {
            lease.tag = **written;
            lease.renewed = now;
            return Renewal::renewed;
        }
        const auto stored = read_lease(objects_, lease.status.workspace);
        if (!stored) return Renewal::unknown;
        const bool is_ours = *stored && (*stored)->lease && (*stored)->lease->owner == owner_ &&
                             (*stored)->lease->status.id == lease.status.id;
        if (!is_ours) return Renewal::lost;
        // Somebody else wrote into it that the job is cancelled.
        lease.tag = (*stored)->tag;
        if ((*stored)->lease->status.cancelled && !lease.status.cancelled) {
            lease.status.cancelled = true;
            own_.cancel(lease.status.id);
        }
    }
    return Renewal::unknown;
}

bool SharedJobs::confirm(const std::string& id) {
    const auto lease = held(id);
    if (!lease) return false;
    const std::lock_guard lock(lease->mutex);
    return renew(*lease) == Renewal::renewed;
}

void SharedJobs::give_back(const std::string& id, bool is_recorded) {
    std::shared_ptr<Held> lease;
    {
        const std::lock_guard lock(mutex_);
        const auto found = held_.find(id);
        if (found != held_.end()) {
            lease = found->second;
            held_.erase(found);
        }
    }
    if (!is_recorded) static_cast<void>(objects_.remove(job_index_key(id)));
    if (!lease) return;
    const std::lock_guard lock(lease->mutex);
    lease->is_ours = false;
    static_cast<void>(write_lease(objects_, lease->status.workspace, std::nullopt, lease->tag));
}

std::optional<JobStatus> SharedJobs::in(const WorkspaceId& workspace) const {
    auto stored = value_or_throw(read_lease(objects_, workspace));
    if (!stored || !stored->lease || stored->lease->owner == owner_ || stored->lease->has_run_out())
        return std::nullopt;
    return std::move(stored->lease->status);
}

std::optional<JobStatus> SharedJobs::find(std::string_view id) const {
    const auto workspace = value_or_throw(find_job_index(objects_, id));
    if (!workspace) return std::nullopt;
    auto running = in(*workspace);
    if (!running || running->id != id) return std::nullopt;
    return running;
}

std::optional<JobStatus> SharedJobs::cancel(std::string_view id) {
    const auto workspace = value_or_throw(find_job_index(objects_, id));
    if (!workspace) return std::nullopt;
    for (int i = 0; i < most_tries; ++i) {
        auto stored = value_or_throw(read_lease(objects_, *workspace));
        if (!stored || !stored->lease || stored->lease->status.id != id || stored->lease->has_run_out())
            return std::nullopt;
        if (stored->lease->status.cancelled) return std::move(stored->lease->status);
        stored->lease->status.cancelled = true;
        if (value_or_throw(write_lease(objects_, *workspace, stored->lease, stored->tag)))
            return std::move(stored->lease->status);
    }
    throw std::runtime_error("the lease of the workspace '" + workspace->text() +
                             "' is written again and again by others");
}

bool SharedJobs::watch(const std::string& id, JobWatcher watcher) {
    const auto status = find(id);
    if (!status) return false;
    if (!watcher.progress(*status)) return true;
    const std::lock_guard lock(mutex_);
    watchers_[id].push_back(std::move(watcher));
    return true;
}

void SharedJobs::lose(const std::string& id) {
    {
        const std::lock_guard lock(mutex_);
        held_.erase(id);
    }
    own_.lose(id);
}

void SharedJobs::run() {
    std::unique_lock lock(mutex_);
    while (!ending_changed_.wait_for(lock, renewal_, [this] { return ending_; })) {
        lock.unlock();
        renew_all();
        tell_watchers();
        lock.lock();
    }
}

void SharedJobs::renew_all() {
    std::map<std::string, std::shared_ptr<Held>> all;
    {
        const std::lock_guard lock(mutex_);
        all = held_;
    }
    for (const auto& [id, lease] : all) {
        std::unique_lock lock(lease->mutex);
        const Renewal renewal = lease->is_ours ? renew(*lease) : Renewal::renewed;
        const bool has_run_out = Clock::now() - lease->renewed > WorkspaceLease::duration;
        lock.unlock();
        if (renewal == Renewal::lost || (renewal == Renewal::unknown && has_run_out)) lose(id);
    }
}

void SharedJobs::tell_watchers() {
    std::map<std::string, std::vector<JobWatcher>> all;
    {
        const std::lock_guard lock(mutex_);
        all = std::exchange(watchers_, {});
    }
    for (auto& [id, watchers] : all) {
        std::optional<JobStatus> status;
        try {
            status = find(id);
        } catch (const std::runtime_error&) {
            // The store fails at the moment; how far the job is will be told later.
            const std::lock_guard lock(mutex_);
            auto& waiting = watchers_[id];
            waiting.insert(waiting.end(), watchers.begin(), watchers.end());
            continue;
        }
        if (!status) {
            for (const JobWatcher& watcher : watchers)
                watcher.ended();
            continue;
        }
        std::erase_if(watchers, [&](const JobWatcher& watcher) { return !watcher.progress(*status); });
        if (watchers.empty()) continue;
        const std::lock_guard lock(mutex_);
        auto& waiting = watchers_[id];
        waiting.insert(waiting.end(), watchers.begin(), watchers.end());
    }
}

}  // namespace eigenfaces::service
