#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "jobs/job_watcher.hpp"
#include "jobs/workspace_lease.hpp"
#include "objects/object_store.hpp"

namespace eigenfaces::service {

/// Keeps jobs of several servers apart, and lets each see those of the others: by a lease in the store that
/// they share for each workspace in which something runs (WorkspaceLease). A thread renews those of this
/// server. Thread-safe; what asks the store throws std::runtime_error where that fails.
class SharedJobs {
  public:
    /// What this server's jobs are told, and asked. Called from any thread.
    struct Own {
        std::function<std::optional<JobStatus>(const std::string& id)> status;
        /// Somebody cancelled it, on another server.
        std::function<void(const std::string& id)> cancel;
        /// Its workspace is another server's now, or may be soon: what it comes to must not be stored.
        std::function<void(const std::string& id)> lose;
    };

    /// `objects` outlives this object. `renewal`: how often leases are renewed, and others' jobs looked at
    /// for who watches them.
    SharedJobs(ObjectStore& objects, Own own, std::chrono::milliseconds renewal = std::chrono::seconds(1));
    ~SharedJobs();
    SharedJobs(const SharedJobs&) = delete;
    SharedJobs& operator=(const SharedJobs&) = delete;

    /// Takes the workspace for a job that begins. Nothing where that went well; else what runs there.
    std::optional<JobStatus> take(const JobStatus& job);
    /// Asks whether the workspace is still this job's, and makes it so for as long as a lease lasts.
    bool confirm(const std::string& id);
    /// The job has ended. A store that fails leaves the lease to run out. `is_recorded`: others find the
    /// job's record from now on.
    void give_back(const std::string& id, bool is_recorded);

    /// What runs in a workspace on another server.
    std::optional<JobStatus> in(const WorkspaceId& workspace) const;
    /// A job that runs on another server.
    std::optional<JobStatus> find(std::string_view id) const;
    std::optional<JobStatus> cancel(std::string_view id);
    /// False where it runs on no other server.
    bool watch(const std::string& id, JobWatcher watcher);

  private:
    using Clock = std::chrono::steady_clock;
    /// A lease of this server's.
    struct Held {
        Held(JobStatus of, ObjectTag written, Clock::time_point when)
            : status(std::move(of)), tag(std::move(written)), renewed(when) {}
        std::mutex mutex;  ///< for what is below, and while it is written
        JobStatus status;
        ObjectTag tag;
        Clock::time_point renewed;
        bool is_ours = true;
    };
    enum class Renewal { renewed, lost, unknown };

    std::shared_ptr<Held> held(const std::string& id) const;
    Renewal renew(Held& lease);
    void lose(const std::string& id);
    void run();
    void renew_all();
    void tell_watchers();

    ObjectStore& objects_;
    const Own own_;
    const std::string owner_;
    const std::chrono::milliseconds renewal_;
    mutable std::mutex mutex_;
    std::condition_variable ending_changed_;
    bool ending_ = false;
    std::map<std::string, std::shared_ptr<Held>> held_;        ///< by job
    std::map<std::string, std::vector<JobWatcher>> watchers_;  ///< of others' jobs
    std::thread thread_;                                       ///< last, so that it finds the rest
};

}  // namespace eigenfaces::service
