#include "http/request_id.hpp"

#include <array>
#include <cstdint>
#include <random>

namespace gasworks::http {

std::string request_id(std::optional<std::string_view> from_client) {
    constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    if (from_client && !from_client->empty() && from_client->size() <= 64 &&
        from_client->find_first_not_of(allowed) == std::string_view::npos) {
        return std::string(*from_client);
    }
    // An id has to be unique, not secret.
    thread_local std::mt19937_64 random{[] {
        std::random_device device;
        std::seed_seq seed{device(), device(), device(), device()};
        return std::mt19937_64(seed);
    }()};
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text(16, '0');
    std::uint64_t value = random();
    for (char& c : text) {
        c = digits[value & 0xFU];
        value >>= 4U;
    }
    return text;
}

}  // namespace gasworks::http
