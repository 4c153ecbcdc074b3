#include "operations/deadline.hpp"

#include <condition_variable>
#include <mutex>

namespace eigenfaces::service {

Deadline::Deadline(const std::stop_token& outer, std::optional<std::chrono::duration<double>> time)
    : outer_(outer, Stop{stop_}) {
    if (!time) return;
    const auto end = std::chrono::steady_clock::now() +
                     std::chrono::duration_cast<std::chrono::steady_clock::duration>(*time);
    timer_ = std::jthread([this, end](const std::stop_token& over) {
        std::mutex mutex;
        std::condition_variable_any never;
        std::unique_lock lock(mutex);
        // Ends early with the object itself.
        never.wait_until(lock, over, end, [] { return false; });
        if (over.stop_requested()) return;
        passed_ = !stop_.stop_requested();
        stop_.request_stop();
    });
}

}  // namespace eigenfaces::service
