#include "http/failure_limiter.hpp"

#include <algorithm>

namespace gasworks::http {

FailureLimiter::FailureLimiter(unsigned failures_per_minute, std::size_t most_clients)
    : per_failure_(Clock::duration(std::chrono::minutes(1)) / std::max(1U, failures_per_minute)),
      full_(per_failure_ * std::max(1U, failures_per_minute)),
      most_clients_(std::max<std::size_t>(1, most_clients)) {}

std::optional<std::chrono::seconds> FailureLimiter::wait(const net::IpAddress& client,
                                                         Clock::time_point now) {
    const std::lock_guard lock(mutex_);
    const auto known = by_client_.find(net::client_network(client));
    if (known == by_client_.end()) return std::nullopt;
    // There must be room for one more failure.
    const auto until = known->second->drained + per_failure_ - full_;
    if (until <= now) return std::nullopt;
    return std::chrono::ceil<std::chrono::seconds>(until - now);
}

void FailureLimiter::failed(const net::IpAddress& client, Clock::time_point now) {
    const net::IpAddress network = net::client_network(client);
    const std::lock_guard lock(mutex_);
    if (const auto known = by_client_.find(network); known != by_client_.end()) {
        known->second->drained = std::max(known->second->drained, now) + per_failure_;
        entries_.splice(entries_.begin(), entries_, known->second);
        return;
    }
    if (entries_.size() >= most_clients_) {
        by_client_.erase(entries_.back().client);
        entries_.pop_back();
    }
    entries_.push_front({network, now + per_failure_});
    by_client_.emplace(network, entries_.begin());
}

std::size_t FailureLimiter::clients() const {
    const std::lock_guard lock(mutex_);
    return entries_.size();
}

}  // namespace gasworks::http
