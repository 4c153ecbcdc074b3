#pragma once
#include <atomic>
#include <chrono>
#include <optional>
#include <stop_token>
#include <thread>

namespace eigenfaces::service {

/// Asks work to stop when its caller does, or when its time is over.
class Deadline {
  public:
    /// Nothing for `time`: no limit. `outer` outlives this object.
    Deadline(const std::stop_token& outer, std::optional<std::chrono::duration<double>> time);
    ~Deadline() = default;
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;

    std::stop_token token() const { return stop_.get_token(); }
    /// Whether the time was over before the caller asked for an end.
    bool has_passed() const { return passed_; }

  private:
    struct Stop {
        std::stop_source& source;
        void operator()() const { source.request_stop(); }
    };

    std::stop_source stop_;
    std::atomic<bool> passed_{false};
    std::stop_callback<Stop> outer_;
    std::jthread timer_;  ///< last, so that it ends before what it uses
};

}  // namespace eigenfaces::service
