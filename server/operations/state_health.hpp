#pragma once
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "metrics/exposition.hpp"
#include "program/readiness.hpp"
#include "workspaces/state.hpp"

namespace eigenfaces::service {

/// Why nothing more is stored: the disk has less space than the operator wants free. Nothing where it has
/// more.
std::optional<std::string> too_little_space(const State& state, std::uint64_t min_free);

/// Whether the state can take more: "data_folder", which must be writable, and "disk_space", of which
/// `min_free` bytes must be left. Looks at most once a second, however many ask: a look writes to the disk.
/// Thread-safe.
class StateHealth {
  public:
    /// `state` outlives this object.
    StateHealth(const State& state, std::uint64_t min_free) : state_(state), min_free_(min_free) {}

    gasworks::program::Readiness checks();

  private:
    gasworks::program::Readiness look() const;

    const State& state_;
    const std::uint64_t min_free_;
    std::mutex mutex_;
    std::optional<std::chrono::steady_clock::time_point> looked_;
    gasworks::program::Readiness found_;
};

/// eigenfaces_busy_workspaces{activity}, and eigenfaces_newest_model_timestamp_seconds: when the newest model
/// of all workspaces was stored, which is left out while there is none.
void collect_state(gasworks::metrics::Exposition& exposition, State& state);

}  // namespace eigenfaces::service
