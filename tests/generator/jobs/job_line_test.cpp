#include "generator/jobs/job_line.hpp"

#include "tests/catch.hpp"

using namespace gasworks::jobs;
using nlohmann::json;

TEST_CASE("a job's line has its stage, a bar, and what is left") {
    const json job = {{"operation", "train"},
                      {"state", "running"},
                      {"stage", "grid_search"},
                      {"fraction", 0.5},
                      {"seconds_left", 12}};
    CHECK_THAT(job_line(job, 60), ContainsSubstring("[") && ContainsSubstring("50 %  12 s left"));
    for (std::size_t width = 0; width < 200; ++width) {
        const std::string line = job_line(job, width);
        if (line.find('[') != std::string::npos) CHECK(line.size() <= width);
    }
    CHECK(job_line(job, 20) == "train  grid_search  50 %  12 s left");
    CHECK(job_line({{"fraction", 7.0}, {"seconds_left", 600}}, 0) == "  100 %  10 min left");
    CHECK(job_line(json::object(), 0) == "  0 %");
    CHECK_THAT(job_line({{"state", "cancelling"}, {"stage", "pca"}}, 0), ContainsSubstring("cancelling"));
}

TEST_CASE("what a server says can't move the terminal's cursor") {
    CHECK(job_line({{"operation", "a\x1b[2Jb"}, {"stage", "c\nd"}}, 0) == "a [2Jb  c d  0 %");
}

TEST_CASE("a job's end says how it ended and how long it took") {
    CHECK(end_line({{"operation", "train"},
                    {"state", "succeeded"},
                    {"started", "2026-01-02T03:04:05Z"},
                    {"ended", "2026-01-02T03:04:08Z"}}) == "train succeeded after 3 s");
    CHECK(end_line({{"operation", "train"},
                    {"state", "failed"},
                    {"problem", {{"detail", "no person has 70 pictures"}}}}) ==
          "train failed: no person has 70 pictures");
    CHECK(end_line(json::object()) == "the job ended");
}
