#pragma once

#include <stop_token>
#include <thread>

namespace eigenfaces {

/// While it lives, SIGINT and SIGTERM request a stop and end nothing by themselves; a second signal ends the
/// program. Made once.
class CancelOnSignal {
  public:
    CancelOnSignal();
    ~CancelOnSignal();
    CancelOnSignal(const CancelOnSignal&) = delete;
    CancelOnSignal& operator=(const CancelOnSignal&) = delete;

    std::stop_token token() const { return source_.get_token(); }

  private:
    std::stop_source source_;
    std::jthread watcher_;
};

}  // namespace eigenfaces
