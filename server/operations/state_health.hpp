#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "metrics/exposition.hpp"
#include "program/readiness.hpp"
#include "workspaces/state.hpp"

namespace eigenfaces::service {

/// Why nothing more is stored: the disk has less space than the operator wants free. Nothing where it has
/// more.
std::optional<std::string> too_little_space(const State& state, std::uint64_t min_free);

/// "data_folder", which must be writable, and "disk_space", of which `min_free` bytes must be left.
gasworks::program::Readiness state_checks(const State& state, std::uint64_t min_free);

/// eigenfaces_busy_workspaces{activity}, and eigenfaces_newest_model_timestamp_seconds: when the newest model
/// of all workspaces was stored, which is left out while there is none.
void collect_state(gasworks::metrics::Exposition& exposition, State& state);

}  // namespace eigenfaces::service
