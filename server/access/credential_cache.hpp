#pragma once
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace gasworks::access {

/// Users whose password was checked a short time ago, so that bcrypt does not run for every request. What is
/// remembered is an HMAC-SHA-256 of user and password, under a key of this process alone: what leaks of its
/// memory is worth nothing elsewhere. Thread-safe.
class CredentialCache {
  public:
    using Clock = std::chrono::steady_clock;

    /// Forgets what was not asked for during `lifetime`; of more than `most`, what was not for the longest.
    explicit CredentialCache(std::chrono::seconds lifetime = std::chrono::minutes(5),
                             std::size_t most = 1024);

    bool knows(std::string_view user, std::string_view password, Clock::time_point now);
    void remember(std::string_view user, std::string_view password, Clock::time_point now);
    void clear();
    std::size_t size() const;

  private:
    using Mac = std::array<std::uint8_t, 32>;
    Mac mac_of(std::string_view user, std::string_view password) const;

    const std::chrono::seconds lifetime_;
    const std::size_t most_;
    std::array<std::uint8_t, 32> key_{};
    mutable std::mutex mutex_;
    std::map<Mac, Clock::time_point> last_asked_;
};

}  // namespace gasworks::access
