#pragma once
#include "platform/event_descriptor.hpp"

namespace gasworks::program {

/// SIGINT and SIGTERM, waited for; SIGPIPE, ignored. Made once, at the program's start.
///
/// A handler, not sigwait(): that needs the signals blocked in every thread, and libraries have threads of
/// their own that begin before main() (OpenBLAS).
class EndSignal {
  public:
    /// Throws std::system_error where the system has no descriptor left.
    EndSignal();
    ~EndSignal();
    EndSignal(const EndSignal&) = delete;
    EndSignal& operator=(const EndSignal&) = delete;

    /// Returns when one of the two has come, also if that was before the call.
    void wait() const;

  private:
    platform::EventDescriptor event_;
};

}  // namespace gasworks::program
