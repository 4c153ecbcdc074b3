#include "program/end_deadline.hpp"

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <poll.h>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace gasworks::program {

EndDeadline::EndDeadline(std::chrono::milliseconds time, std::function<void()> end)
    : watch_([time, end = std::move(end)](const std::stop_token& in_time) {
          std::mutex mutex;
          std::condition_variable_any changed;
          std::unique_lock lock(mutex);
          changed.wait_for(lock, in_time, time, [] { return false; });
          if (!in_time.stop_requested()) end();
      }) {}

EndDeadline::~EndDeadline() = default;

std::chrono::milliseconds EndDeadline::beyond(double drain_seconds) {
    return std::chrono::milliseconds(static_cast<std::int64_t>(drain_seconds * 4000 / 3));
}

void EndDeadline::end_process() {
    constexpr std::string_view text = "the end was not reached in time; ending without it\n";
    // Whoever reads the log may be what everything waits for.
    pollfd log = {STDERR_FILENO, POLLOUT, 0};
    if (poll(&log, 1, 0) > 0) {
        [[maybe_unused]] const auto written = write(STDERR_FILENO, text.data(), text.size());
    }
    _exit(1);
}

}  // namespace gasworks::program
