#pragma once
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <spdlog/logger.h>
#include <stop_token>

#include <tl/expected.hpp>

#include "metrics/exposition.hpp"
#include "metrics/histogram.hpp"
#include "operations/limits.hpp"
#include "operations/train.hpp"
#include "workspaces/state.hpp"
#include "workspaces/workspace_id.hpp"

namespace eigenfaces::service {

/// The trainings of all workspaces: keeps them within the operator's limits (how many at once, how long) and
/// knows how many there were and where their time went. Thread-safe.
class Trainings {
  public:
    /// `state` and `log` outlive this object.
    Trainings(State& state, const Limits& limits, spdlog::logger& log);

    /// Trains, see service::train().
    tl::expected<Trained, TrainFailure> run(const WorkspaceId& workspace, const TrainInput& input,
                                            const std::stop_token& stop, const OnBegun& begun = {});

    /// eigenfaces_trainings_running, eigenfaces_trainings_limit, eigenfaces_trainings_total{result},
    /// eigenfaces_training_stage_seconds{stage}.
    void collect(gasworks::metrics::Exposition& exposition) const;

  private:
    enum class Outcome { trained, refused, failed, stopped, too_long };
    static constexpr std::size_t outcomes = 5;

    void count(Outcome outcome) { ++counts_[static_cast<std::size_t>(outcome)]; }

    State& state_;
    const Limits limits_;
    spdlog::logger& log_;
    std::atomic<std::size_t> running_{0};
    std::array<std::atomic<std::uint64_t>, outcomes> counts_{};
    /// In the order of StageSeconds.
    std::array<gasworks::metrics::Histogram, 6> stages_;
};

}  // namespace eigenfaces::service
