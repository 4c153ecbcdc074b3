#pragma once
#include <chrono>
#include <functional>
#include <thread>

namespace gasworks::program {

/// Ends the process where it does not come to its end by itself: a disk or a library that never returns must
/// not keep a server that was told to stop. What is stored survives that as it survives a kill.
class EndDeadline {
  public:
    /// Above what a server takes to deliver its answers (ServerOptions::drain_timeout), by a third.
    static std::chrono::milliseconds beyond(double drain_seconds);

    /// From now on; the end of this object is the end in time. `end` is called on another thread.
    explicit EndDeadline(std::chrono::milliseconds time, std::function<void()> end = end_process);
    ~EndDeadline();
    EndDeadline(const EndDeadline&) = delete;
    EndDeadline& operator=(const EndDeadline&) = delete;

    /// Says so on standard error, where somebody reads that, and ends with 1, without any cleaning up.
    [[noreturn]] static void end_process();

  private:
    std::jthread watch_;
};

}  // namespace gasworks::program
