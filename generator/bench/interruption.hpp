#pragma once
#include <stdexcept>

namespace gasworks::bench {

/// The program was asked to end: SIGINT, SIGTERM or SIGHUP.
struct Interrupted : std::runtime_error {
    Interrupted() : std::runtime_error("interrupted") {}
};

/// While it lives these signals end nothing by themselves: what is at work is told by throw_if_interrupted(),
/// and cleans up: services that it has started, workspaces that it has made. A second signal ends the
/// program. One at a time.
class InterruptionGuard {
  public:
    InterruptionGuard();
    ~InterruptionGuard();
    InterruptionGuard(const InterruptionGuard&) = delete;
    InterruptionGuard& operator=(const InterruptionGuard&) = delete;
};

/// Throws Interrupted, once for each signal that came.
void throw_if_interrupted();

}  // namespace gasworks::bench
