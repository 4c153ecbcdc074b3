#include "access/api_key.hpp"

#include <charconv>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <stdexcept>

namespace gasworks::access {

std::string new_api_key() {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::array<unsigned char, 33> random{};
    if (RAND_bytes(random.data(), random.size()) != 1)
        throw std::runtime_error("there are no random numbers");
    std::string key = "gwk_";
    // Three bytes are four digits.
    for (std::size_t i = 0; i < random.size(); i += 3) {
        const unsigned three = static_cast<unsigned>(random[i]) << 16U |
                               static_cast<unsigned>(random[i + 1]) << 8U | random[i + 2];
        for (const unsigned shift : {18U, 12U, 6U, 0U})
            key += alphabet[three >> shift & 63U];
    }
    return key;
}

KeyDigest digest_of(std::string_view key) {
    KeyDigest digest{};
    SHA256(reinterpret_cast<const unsigned char*>(key.data()), key.size(), digest.data());
    return digest;
}

std::string hexadecimal(const KeyDigest& digest) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : digest) {
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text;
}

std::optional<KeyDigest> parse_digest(std::string_view text) {
    KeyDigest digest{};
    if (text.size() != 2 * digest.size()) return std::nullopt;
    for (std::size_t i = 0; i < digest.size(); ++i) {
        const char* const begin = text.data() + 2 * i;
        const auto [end, error] = std::from_chars(begin, begin + 2, digest[i], 16);
        if (error != std::errc{} || end != begin + 2) return std::nullopt;
    }
    return digest;
}

}  // namespace gasworks::access
