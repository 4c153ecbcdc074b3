#pragma once
#include <chrono>
#include <mutex>
#include <optional>

namespace eigenfaces::service {

/// For how long a store has been asked, and nothing was heard of it. Thread-safe.
class S3Silence {
  public:
    using Clock = std::chrono::steady_clock;

    /// `began`: when the attempt that came to nothing did.
    void unanswered(Clock::time_point began) {
        const std::lock_guard lock(mutex_);
        if (began < heard_) return;
        if (!since_) since_ = began;
    }
    void heard() {
        const std::lock_guard lock(mutex_);
        heard_ = Clock::now();
        since_.reset();
    }
    bool is_longer_than(std::chrono::milliseconds time) const {
        const std::lock_guard lock(mutex_);
        return since_ && Clock::now() - *since_ > time;
    }

  private:
    mutable std::mutex mutex_;
    Clock::time_point heard_;
    std::optional<Clock::time_point> since_;
};

}  // namespace eigenfaces::service
