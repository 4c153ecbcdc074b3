#include "jobs/shared_jobs.hpp"

#include <atomic>

#include "jobs/job_records.hpp"
#include "jobs/random_id.hpp"
#include "jobs/running_jobs.hpp"
#include "tests/catch.hpp"
#include "tests/server/objects/tested_store.hpp"
#include "workspaces/workspace_keys.hpp"

using namespace eigenfaces::service;

namespace {

using namespace std::chrono_literals;

const WorkspaceId ada = *WorkspaceId::parse("ada");
const WorkspaceId bob = *WorkspaceId::parse("bob");

/// Two servers that share a store.
struct Servers {
    TestedStore store{TestedStore::Kind::shared};
    RunningJobs one{store.one()};
    RunningJobs other{store.other()};
};

RunningJobs::Lease begun(std::variant<RunningJobs::Lease, JobStatus> result) {
    if (const auto* busy = std::get_if<JobStatus>(&result)) throw std::runtime_error("busy with " + busy->id);
    return std::get<RunningJobs::Lease>(std::move(result));
}

template <class Condition>
bool eventually(const Condition& condition) {
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::sleep_for(5ms);
    }
    return true;
}

/// Makes the lease of a workspace one whose owner has died.
void let_run_out(ObjectStore& objects, const WorkspaceId& workspace) {
    auto stored = value_or_throw(read_lease(objects, workspace));
    REQUIRE(stored);
    stored->lease->owner = "a server that is no more";
    stored->lease->expires = std::chrono::system_clock::now() - WorkspaceLease::clock_difference - 1s;
    REQUIRE(value_or_throw(write_lease(objects, workspace, stored->lease, stored->tag)));
}

}  // namespace

TEST_CASE("a workspace in which one server works is busy on the others") {
    Servers servers;
    auto lease = std::optional(begun(servers.one.begin(ada, JobKind::train, {})));
    const auto refused = servers.other.begin(ada, JobKind::download_data, {});
    REQUIRE(std::holds_alternative<JobStatus>(refused));
    CHECK(std::get<JobStatus>(refused).id == lease->id());
    CHECK(std::get<JobStatus>(refused).kind == JobKind::train);
    CHECK(servers.other.in(ada)->id == lease->id());
    CHECK_FALSE(servers.other.in(bob));
    CHECK(servers.other.find(lease->id())->workspace == ada);
    CHECK_FALSE(servers.other.find(random_id()));
    CHECK(servers.other.count(JobKind::train) == 0);
    const auto elsewhere = begun(servers.other.begin(bob, JobKind::train, {}));
    CHECK(servers.one.in(bob)->id == elsewhere.id());

    const std::string id = lease->id();
    lease.reset();
    CHECK_FALSE(servers.other.in(ada));
    CHECK_FALSE(servers.other.find(id));
    const auto next = begun(servers.other.begin(ada, JobKind::train, {}));
    CHECK(next.id() != id);
    CHECK(next.confirm());
}

TEST_CASE("of several servers that begin at once in a workspace, one does") {
    TestedStore store(TestedStore::Kind::shared);
    constexpr int servers = 4;
    std::vector<std::unique_ptr<RunningJobs>> jobs;
    for (int i = 0; i < servers; ++i)
        jobs.push_back(std::make_unique<RunningJobs>(i % 2 == 0 ? store.one() : store.other()));
    for (int round = 0; round < 20; ++round) {
        std::atomic<int> won = 0;
        std::atomic<int> done = 0;
        std::vector<std::thread> threads;
        for (const auto& server : jobs) {
            threads.emplace_back([&] {
                auto result = server->begin(ada, JobKind::train, {});
                if (std::holds_alternative<RunningJobs::Lease>(result)) ++won;
                ++done;
                eventually([&] { return done == servers; });
            });
        }
        for (std::thread& thread : threads)
            thread.join();
        CHECK(won == 1);
    }
}

TEST_CASE("others see how far a job is, and hear of its end") {
    Servers servers;
    auto lease = std::optional(begun(servers.one.begin(ada, JobKind::train, {})));
    std::atomic<int> told = 0;
    std::atomic<bool> half = false;
    std::atomic<bool> ended = false;
    REQUIRE(servers.other.watch(lease->id(), {[&](const JobStatus& status) {
                                                  ++told;
                                                  half = half || status.stage_fraction > 0.4;
                                                  return true;
                                              },
                                              [&] { ended = true; }}));
    CHECK(told == 1);
    lease->report("grid_search", 0.5);
    CHECK(eventually([&] { return half.load(); }));
    CHECK(servers.other.find(lease->id())->stage == "grid_search");
    CHECK(servers.other.find(lease->id())->fraction > 0.3);
    CHECK_FALSE(ended);
    lease.reset();
    CHECK(eventually([&] { return ended.load(); }));
}

TEST_CASE("a job is cancelled from another server") {
    Servers servers;
    const auto lease = begun(servers.one.begin(ada, JobKind::train, {}));
    const auto status = servers.other.cancel(lease.id());
    REQUIRE(status);
    CHECK(status->cancelled);
    CHECK(eventually([&] { return lease.stop().stop_requested(); }));
    CHECK(lease.cancelled());
    CHECK(servers.other.in(ada)->cancelled);
    CHECK_FALSE(servers.other.cancel(random_id()));
}

TEST_CASE("a job knows that it was cancelled before it stores what it came to") {
    Servers servers;
    for (int i = 0; i < 20; ++i) {
        const auto lease = begun(servers.one.begin(ada, JobKind::train, {}));
        REQUIRE(servers.other.cancel(lease.id()));
        CHECK(lease.confirm());
        CHECK(lease.cancelled());
    }
}

TEST_CASE("a job whose lease was taken is told, and what it came to is not stored") {
    Servers servers;
    const auto lease = begun(servers.one.begin(ada, JobKind::train, {}));
    REQUIRE(lease.confirm());
    let_run_out(servers.store.one(), ada);
    CHECK_FALSE(servers.other.in(ada));
    const auto next = begun(servers.other.begin(ada, JobKind::train, {}));
    CHECK_FALSE(lease.confirm());
    CHECK(eventually([&] { return lease.stop().stop_requested(); }));
    CHECK_FALSE(lease.cancelled());
    CHECK(next.confirm());
}

TEST_CASE("a lease that is kept up does not run out") {
    Servers servers;
    const auto lease = begun(servers.one.begin(ada, JobKind::train, {}));
    const auto first = value_or_throw(read_lease(servers.store.one(), ada));
    CHECK(eventually([&] {
        const auto now = value_or_throw(read_lease(servers.store.one(), ada));
        return now->lease->expires > first->lease->expires;
    }));
    CHECK(lease.confirm());
}

TEST_CASE("a workspace stays busy on other servers until the end of a recorded job is known there") {
    Servers servers;
    JobRecords records(servers.store.one(), 10);
    JobRecords other_records(servers.store.other(), 10);
    std::string id;
    {
        auto lease = begun(servers.one.begin(ada, JobKind::train, {}));
        id = lease.id();
        REQUIRE(records.add({.id = id, .workspace = ada, .started = std::chrono::system_clock::now()}));
        lease.leave_watchers();
    }
    CHECK(servers.other.in(ada)->id == id);
    REQUIRE(records.finish({.id = id,
                            .workspace = ada,
                            .state = JobState::succeeded,
                            .started = std::chrono::system_clock::now()}));
    servers.one.end_watching(id);
    CHECK_FALSE(servers.other.in(ada));
    CHECK(value_or_throw(other_records.find(id))->state == JobState::succeeded);
}

TEST_CASE("a lease that is none of ours is an error, not a free workspace") {
    Servers servers;
    const std::string text = "{\"owner\":1}";
    REQUIRE(servers.store.one().write(WorkspaceKeys(ada).lease(), std::as_bytes(std::span(text))));
    CHECK_THROWS_WITH(servers.one.begin(ada, JobKind::train, {}), ContainsSubstring("lease.json"));
    CHECK_THROWS_WITH(servers.one.in(ada), ContainsSubstring("lease.json"));
    // The job that did not begin is not in the way.
    REQUIRE(servers.store.one().remove(WorkspaceKeys(ada).lease()));
    CHECK_FALSE(servers.one.in(ada));
    begun(servers.one.begin(ada, JobKind::train, {}));
}
