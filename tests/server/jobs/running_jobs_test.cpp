#include "jobs/running_jobs.hpp"

#include <set>

#include "tests/catch.hpp"

using namespace eigenfaces::service;

namespace {

const WorkspaceId one = *WorkspaceId::parse("one");
const WorkspaceId two = *WorkspaceId::parse("two");

}  // namespace

TEST_CASE("a workspace has one job at a time, others are not disturbed") {
    RunningJobs jobs;
    {
        const auto first = jobs.begin(one, JobKind::train, {});
        REQUIRE(std::holds_alternative<RunningJobs::Lease>(first));
        const std::string id = std::get<RunningJobs::Lease>(first).id();
        CHECK(id.size() == 32);
        CHECK(id.find_first_not_of("0123456789abcdef") == std::string::npos);

        const auto second = jobs.begin(one, JobKind::download_data, {});
        REQUIRE(std::holds_alternative<JobStatus>(second));
        CHECK(std::get<JobStatus>(second).id == id);
        CHECK(std::get<JobStatus>(second).kind == JobKind::train);

        const auto other = jobs.begin(two, JobKind::train, {});
        REQUIRE(std::holds_alternative<RunningJobs::Lease>(other));
        CHECK(std::get<RunningJobs::Lease>(other).id() != id);
        CHECK(jobs.in(one).value().id == id);
        CHECK(jobs.find(id).value().workspace == one);
        CHECK(jobs.count(JobKind::train) == 2);
        CHECK(jobs.count(JobKind::download_data) == 0);
    }
    CHECK_FALSE(jobs.in(one));
    CHECK(jobs.count(JobKind::train) == 0);
    CHECK(std::holds_alternative<RunningJobs::Lease>(jobs.begin(one, JobKind::train, {})));
}

TEST_CASE("a job tells how far it is") {
    RunningJobs jobs;
    const auto begun = jobs.begin(one, JobKind::train, {});
    const auto& job = std::get<RunningJobs::Lease>(begun);
    CHECK(jobs.find(job.id()).value().stage.empty());
    job.report("pca", 0.25);
    CHECK(jobs.find(job.id()).value().stage == "pca");
    CHECK(jobs.find(job.id()).value().stage_fraction == 0.25);
    job.report("grid_search", 1.5);
    CHECK(jobs.in(one).value().stage == "grid_search");
    CHECK(jobs.in(one).value().stage_fraction == 1);
}

TEST_CASE("a job ends when it is cancelled, or when its caller ends it") {
    RunningJobs jobs;
    std::stop_source caller;
    const auto begun = jobs.begin(one, JobKind::train, caller.get_token());
    const auto other_begun = jobs.begin(two, JobKind::train, caller.get_token());
    const auto& job = std::get<RunningJobs::Lease>(begun);
    const auto& other = std::get<RunningJobs::Lease>(other_begun);

    CHECK_FALSE(jobs.cancel("0123456789abcdef0123456789abcdef"));
    CHECK_FALSE(job.stop().stop_requested());
    CHECK(jobs.cancel(job.id()).value().cancelled);
    CHECK(job.stop().stop_requested());
    CHECK(job.cancelled());
    CHECK_FALSE(other.stop().stop_requested());

    caller.request_stop();
    CHECK(other.stop().stop_requested());
    CHECK_FALSE(other.cancelled());
}
