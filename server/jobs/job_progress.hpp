#pragma once
#include <chrono>
#include <optional>
#include <string_view>

#include "jobs/job.hpp"

namespace eigenfaces::service {

/// The part of a whole job that is done, 0 to 1, by what its stages take as a rule. A stage that is not known
/// counts as nothing.
double fraction_done(JobKind kind, std::string_view stage, double stage_fraction);

/// How long the rest takes if it goes on as it did; nothing before a fiftieth is done.
std::optional<std::chrono::seconds> time_left(std::chrono::duration<double> elapsed, double fraction);

}  // namespace eigenfaces::service
