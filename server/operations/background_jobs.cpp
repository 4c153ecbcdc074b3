#include "operations/background_jobs.hpp"

#include <exception>
#include <future>
#include <stdexcept>
#include <utility>

namespace eigenfaces::service {

namespace {

/// As trainings among the requests: they leave the processors to what clients wait for.
constexpr int niceness = 5;
constexpr std::chrono::hours key_age{24};

struct DiskFull : std::exception {};

nlohmann::json problem_of(std::string title, std::string detail) {
    return {{"type", "about:blank"},
            {"title", std::move(title)},
            {"status", 500},
            {"detail", std::move(detail)},
            {"instance", ""}};
}

}  // namespace

/// What the caller waits for.
struct BackgroundJobs::Beginning {
    std::promise<Start> started;
    bool has_begun = false;
};

BackgroundJobs::BackgroundJobs(State& state, std::size_t threads, spdlog::logger& log)
    : state_(state), log_(log), threads_(threads, 0, niceness) {}

BackgroundJobs::~BackgroundJobs() {
    stop_.request_stop();
}

BackgroundJobs::Start BackgroundJobs::start(const WorkspaceId& workspace, JobKind kind,
                                            std::optional<IdempotencyKey> key, Work work) {
    // One after the other, so that of two equal requests the second finds the first.
    const std::lock_guard lock(starting_);
    if (key) {
        const auto found = state_.job_records().find_key(workspace, key->key, key_age);
        if (!found) throw ObjectFailure(found.error());
        if (*found && (**found).key != key) return KeyReused{};
        if (*found) return Started{(**found).id};
    }
    const auto beginning = std::make_shared<Beginning>();
    auto started = beginning->started.get_future();
    JobRecord record{.id = {},
                     .workspace = workspace,
                     .kind = kind,
                     .started = std::chrono::system_clock::now(),
                     .key = std::move(key)};
    const bool accepted =
        threads_.submit([this, beginning, record, work = std::move(work)] { run(beginning, record, work); });
    if (!accepted) return TooMany{};
    return started.get();
}

void BackgroundJobs::run(const std::shared_ptr<Beginning>& beginning, JobRecord record, const Work& work) {
    const auto begun = [&](RunningJobs::Lease& lease) {
        record.id = lease.id();
        if (auto added = state_.job_records().add(record); !added) {
            if (is_out_of_space(added.error())) throw DiskFull();
            throw ObjectFailure(added.error());
        }
        lease.leave_watchers();
        beginning->has_begun = true;
        beginning->started.set_value(Started{record.id});
    };
    try {
        JobOutcome outcome = work(stop_.get_token(), begun);
        if (!beginning->has_begun) return beginning->started.set_value(NotBegun{});
        finish(std::move(record), std::move(outcome));
    } catch (const DiskFull&) {
        beginning->started.set_value(NoSpace{});
    } catch (const std::exception& error) {
        if (!beginning->has_begun) return beginning->started.set_exception(std::current_exception());
        log_.error("the job {} failed: {}", record.id, error.what());
        // As for requests: what went wrong inside is for the log.
        finish(std::move(record),
               {JobState::failed,
                problem_of("Internal Server Error",
                           "something went wrong in the server; its log has it under the job's id")});
    }
}

void BackgroundJobs::finish(JobRecord record, JobOutcome outcome) {
    record.ended = std::chrono::system_clock::now();
    record.state = outcome.state;
    if (outcome.state == JobState::succeeded) {
        record.result = std::move(outcome.content);
    } else {
        record.problem = std::move(outcome.content);
    }
    if (const auto stored = state_.job_records().finish(record); !stored)
        log_.warn("the end of the job {} could not be stored: {}", record.id, stored.error().message);
    state_.jobs().end_watching(record.id);
}

}  // namespace eigenfaces::service
