#include "jobs/job_progress.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <span>

namespace eigenfaces::service {

namespace {

struct StageShare {
    std::string_view stage;
    double share;
};

// Of a training whose pictures are decoded; the more pictures there are, the more the grid search takes.
constexpr std::array training = {StageShare{"load", 0.25},       StageShare{"split", 0.01},
                                 StageShare{"pca", 0.1},         StageShare{"project", 0.02},
                                 StageShare{"grid_search", 0.6}, StageShare{"evaluate", 0.02}};
constexpr std::array download = {StageShare{"waiting", 0.0}, StageShare{"downloading", 0.65},
                                 StageShare{"extracting", 0.3}, StageShare{"publishing", 0.05}};

}  // namespace

double fraction_done(JobKind kind, std::string_view stage, double stage_fraction) {
    const std::span<const StageShare> stages = kind == JobKind::train ? std::span<const StageShare>(training)
                                                                      : std::span<const StageShare>(download);
    double before = 0;
    for (const StageShare& share : stages) {
        if (share.stage == stage) return before + share.share * stage_fraction;
        before += share.share;
    }
    return 0;
}

std::optional<std::chrono::seconds> time_left(std::chrono::duration<double> elapsed, double fraction) {
    constexpr double too_little = 0.02;
    if (fraction < too_little) return std::nullopt;
    const double left = elapsed.count() * (1 - fraction) / fraction;
    return std::chrono::seconds(static_cast<std::int64_t>(std::ceil(left)));
}

}  // namespace eigenfaces::service
