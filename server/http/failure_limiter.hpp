#pragma once
#include <chrono>
#include <cstddef>
#include <list>
#include <map>
#include <mutex>
#include <optional>

#include "net/ip_address.hpp"

namespace gasworks::http {

/// Slows down those who guess credentials: so many failures a minute and no more, per client (an IPv4 address
/// or an IPv6 /64). The failures of a client drain away at that rate, one by one (a leaky bucket).
/// Thread-safe.
class FailureLimiter {
  public:
    using Clock = std::chrono::steady_clock;

    /// Remembers `most_clients` at most: of more, those whose failure is longest ago are forgotten.
    FailureLimiter(unsigned failures_per_minute, std::size_t most_clients = 16'384);

    /// Nothing for a client that may try; else how long it has to wait.
    std::optional<std::chrono::seconds> wait(const net::IpAddress& client, Clock::time_point now);
    void failed(const net::IpAddress& client, Clock::time_point now);

    std::size_t clients() const;

  private:
    struct Entry {
        net::IpAddress client;
        Clock::time_point drained;  ///< when nothing of its failures will be left
    };

    const Clock::duration per_failure_;
    const Clock::duration full_;
    const std::size_t most_clients_;
    mutable std::mutex mutex_;
    std::list<Entry> entries_;  ///< the latest failure first
    std::map<net::IpAddress, std::list<Entry>::iterator> by_client_;
};

}  // namespace gasworks::http
