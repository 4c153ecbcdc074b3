#include "objects/s3/backoff.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <random>
#include <utility>

namespace eigenfaces::service {
namespace {

std::chrono::milliseconds random_up_to(std::chrono::milliseconds most) {
    thread_local std::mt19937_64 random(std::random_device{}());
    return std::chrono::milliseconds(
        std::uniform_int_distribution<std::chrono::milliseconds::rep>(0, most.count())(random));
}

}  // namespace

Backoff::Backoff(const S3Limits& limits, std::chrono::milliseconds more, std::stop_token stop)
    : limits_(limits),
      stop_(std::move(stop)),
      deadline_(std::chrono::steady_clock::now() + limits.deadline + more) {}

bool Backoff::wait(std::optional<std::chrono::seconds> at_least) {
    if (attempts_ >= limits_.attempts || stop_.stop_requested()) return false;
    const unsigned doublings = std::min(attempts_ - 1, 20U);
    const auto most = std::min(limits_.longest_backoff,
                               std::chrono::milliseconds(limits_.first_backoff.count() << doublings));
    std::chrono::milliseconds pause = random_up_to(most);
    if (at_least) pause += *at_least;
    if (std::chrono::steady_clock::now() + pause >= deadline_) return false;
    ++attempts_;
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop_, pause, [] { return false; });
    return !stop_.stop_requested();
}

void Backoff::progressed() {
    attempts_ = 1;
    deadline_ = std::chrono::steady_clock::now() + limits_.deadline;
}

}  // namespace eigenfaces::service
