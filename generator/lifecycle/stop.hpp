#pragma once
#include <chrono>
#include <string>

#include "generator/lifecycle/records.hpp"

namespace gasworks::lifecycle {

/// Ends a service by SIGTERM and waits until it has ended; with `by_force`, by SIGKILL where it has not by
/// then. One that is dead is forgotten. Throws Failure where it still runs, does not run, or nothing has this
/// name. \return what happened, a sentence.
std::string stop(const Records& records, const std::string& name, std::chrono::seconds patience,
                 bool by_force);

}  // namespace gasworks::lifecycle
