#include "access/credential_cache.hpp"

#include <algorithm>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdexcept>

namespace gasworks::access {

CredentialCache::CredentialCache(std::chrono::seconds lifetime, std::size_t most)
    : lifetime_(lifetime), most_(std::max<std::size_t>(1, most)) {
    if (RAND_bytes(key_.data(), static_cast<int>(key_.size())) != 1) {
        throw std::runtime_error("there are no random numbers");
    }
}

bool CredentialCache::knows(std::string_view user, std::string_view password, Clock::time_point now) {
    const Mac mac = mac_of(user, password);
    const std::lock_guard lock(mutex_);
    const auto known = last_asked_.find(mac);
    if (known == last_asked_.end()) return false;
    if (now - known->second > lifetime_) {
        last_asked_.erase(known);
        return false;
    }
    known->second = now;
    return true;
}

void CredentialCache::remember(std::string_view user, std::string_view password, Clock::time_point now) {
    const Mac mac = mac_of(user, password);
    const std::lock_guard lock(mutex_);
    if (last_asked_.size() >= most_ && !last_asked_.contains(mac)) {
        last_asked_.erase(std::min_element(last_asked_.begin(), last_asked_.end(),
                                           [](const auto& a, const auto& b) { return a.second < b.second; }));
    }
    last_asked_[mac] = now;
}

void CredentialCache::clear() {
    const std::lock_guard lock(mutex_);
    last_asked_.clear();
}

std::size_t CredentialCache::size() const {
    const std::lock_guard lock(mutex_);
    return last_asked_.size();
}

CredentialCache::Mac CredentialCache::mac_of(std::string_view user, std::string_view password) const {
    // The length in front tells "a", "bc" from "ab", "c".
    std::string message = std::to_string(user.size()) + ':';
    message += user;
    message += password;
    Mac mac{};
    unsigned size = 0;
    const auto* const done =
        HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()),
             reinterpret_cast<const unsigned char*>(message.data()), message.size(), mac.data(), &size);
    if (done == nullptr || size != mac.size()) throw std::runtime_error("OpenSSL makes no HMAC-SHA-256");
    return mac;
}

}  // namespace gasworks::access
