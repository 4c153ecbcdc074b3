#pragma once
#include <chrono>
#include <optional>
#include <stop_token>

#include "objects/s3/limits.hpp"

namespace eigenfaces::service {

/// When to try again, and when to give up.
class Backoff {
  public:
    /// \param more for what takes longer than the limits' deadline
    Backoff(const S3Limits& limits, std::chrono::milliseconds more, std::stop_token stop);

    /// Pauses before another attempt: for a random time, and at least as long as the store asked for. False
    /// where no attempt is left, the pause would go past the deadline, or stop was requested.
    bool wait(std::optional<std::chrono::seconds> at_least = std::nullopt);
    /// Something came of it: attempts and time begin anew.
    void progressed();

    std::chrono::steady_clock::time_point deadline() const { return deadline_; }
    unsigned attempts() const { return attempts_; }

  private:
    const S3Limits& limits_;
    std::stop_token stop_;
    std::chrono::steady_clock::time_point deadline_;
    unsigned attempts_ = 1;
};

}  // namespace eigenfaces::service
