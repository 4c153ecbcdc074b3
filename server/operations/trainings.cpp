#include "operations/trainings.hpp"

#include <spdlog/fmt/fmt.h>
#include <string>

#include "model/progress.hpp"
#include "operations/deadline.hpp"
#include "platform/free_memory.hpp"

namespace eigenfaces::service {

namespace {

namespace metrics = gasworks::metrics;

std::string_view name_of(std::size_t outcome) {
    constexpr std::array<std::string_view, 5> names = {"trained", "refused", "failed", "stopped", "too_long"};
    return names.at(outcome);
}

std::array<double, 6> by_stage(const StageSeconds& seconds) {
    return {seconds.load, seconds.split, seconds.pca, seconds.project, seconds.grid_search, seconds.evaluate};
}

/// One of the trainings that run, for as long as it lives, where there may be one more.
class Place {
  public:
    Place(std::atomic<std::size_t>& taken, std::size_t limit) : taken_(taken) {
        std::size_t before = taken_.load();
        while (before < limit && !granted_)
            granted_ = taken_.compare_exchange_weak(before, before + 1);
    }
    ~Place() {
        if (granted_) --taken_;
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    explicit operator bool() const { return granted_; }

  private:
    std::atomic<std::size_t>& taken_;
    bool granted_ = false;
};

}  // namespace

Trainings::Trainings(State& state, const Limits& limits, spdlog::logger& log)
    : state_(state), limits_(limits), log_(log), stages_{metrics::Histogram(metrics::work_bounds()),
                                                         metrics::Histogram(metrics::work_bounds()),
                                                         metrics::Histogram(metrics::work_bounds()),
                                                         metrics::Histogram(metrics::work_bounds()),
                                                         metrics::Histogram(metrics::work_bounds()),
                                                         metrics::Histogram(metrics::work_bounds())} {}

tl::expected<Trained, TrainFailure> Trainings::run(const WorkspaceId& workspace, const TrainInput& input,
                                                   const std::stop_token& stop, const OnBegun& begun) {
    const Place place(running_, limits_.trainings);
    if (!place) {
        count(Outcome::refused);
        // Waiting for another workspace's training would not help.
        if (const auto busy = state_.jobs().in(workspace)) return tl::unexpected(workspace_busy(*busy));
        return tl::unexpected(TrainFailure{
            TrainFailure::Kind::too_many,
            fmt::format(
                "{} trainings are running, which is as many as may (--max-trainings); try again later",
                limits_.trainings)});
    }
    const Deadline deadline(stop, limits_.training_time);
    auto result = train(state_, limits_, log_, workspace, input, deadline.token(), begun);
    // A training takes many times the memory of all else. Without this the allocator keeps it.
    gasworks::platform::return_free_memory();
    if (result) {
        count(Outcome::trained);
        const auto seconds = by_stage(result->summary.seconds.value_or(StageSeconds{}));
        for (std::size_t i = 0; i < seconds.size(); ++i)
            stages_[i].observe(seconds[i]);
        return result;
    }
    const TrainFailure::Kind kind = result.error().kind;
    if (kind != TrainFailure::Kind::stopped && kind != TrainFailure::Kind::cancelled) {
        count(Outcome::failed);
    } else if (kind == TrainFailure::Kind::cancelled || !deadline.has_passed()) {
        count(Outcome::stopped);
    } else {
        count(Outcome::too_long);
        return tl::unexpected(TrainFailure{
            TrainFailure::Kind::too_long,
            fmt::format("the training took longer than the {} s that it may (--max-training-time); the "
                        "previous model stays in use",
                        limits_.training_time->count())});
    }
    return result;
}

void Trainings::collect(metrics::Exposition& exposition) const {
    using metrics::MetricType;
    exposition.family("eigenfaces_trainings_running", MetricType::gauge, "Trainings that run now.");
    exposition.sample(static_cast<double>(running_.load()));
    exposition.family("eigenfaces_trainings_limit", MetricType::gauge,
                      "Most trainings that may run at once.");
    exposition.sample(static_cast<double>(limits_.trainings));
    exposition.family("eigenfaces_trainings_total", MetricType::counter,
                      "Trainings that ended, by how: trained, refused (too many at once), failed (the data "
                      "set or the disk), stopped (cancelled, client gone, server stopping), too_long.");
    for (std::size_t i = 0; i < outcomes; ++i)
        exposition.sample(static_cast<double>(counts_[i].load()), {{"result", name_of(i)}});
    exposition.family("eigenfaces_training_stage_seconds", MetricType::histogram,
                      "Seconds that each stage of a training took.");
    constexpr std::array stages = {Stage::load,    Stage::split,       Stage::pca,
                                   Stage::project, Stage::grid_search, Stage::evaluate};
    for (std::size_t i = 0; i < stages.size(); ++i)
        exposition.sample(stages_[i].snapshot(), {{"stage", stage_name(stages[i])}});
}

}  // namespace eigenfaces::service
