#include "jobs/job_progress.hpp"

#include <vector>

#include "tests/catch.hpp"

using namespace eigenfaces::service;

TEST_CASE("the whole goes on with its stages, from nothing to everything") {
    const auto goes_on = [](JobKind kind, const std::vector<std::string>& stages) {
        double before = 0;
        for (const std::string& stage : stages) {
            CHECK(fraction_done(kind, stage, 0) == Approx(before));
            CHECK(fraction_done(kind, stage, 0.5) >= before);
            before = fraction_done(kind, stage, 1);
        }
        CHECK(before == Approx(1.0));
    };
    goes_on(JobKind::train, {"load", "split", "pca", "project", "grid_search", "evaluate"});
    goes_on(JobKind::download_data, {"waiting", "downloading", "extracting", "publishing"});
    CHECK(fraction_done(JobKind::train, "", 0) == 0);
}

TEST_CASE("the time that is left follows from the time that it took so far") {
    using std::chrono::seconds;
    CHECK_FALSE(time_left(seconds(1), 0));
    CHECK_FALSE(time_left(seconds(1), 0.01));
    CHECK(time_left(seconds(30), 0.5) == seconds(30));
    CHECK(time_left(seconds(30), 0.75) == seconds(10));
    CHECK(time_left(seconds(30), 1) == seconds(0));
}
