#include "http/base64.hpp"

#include <array>
#include <cstdint>

namespace gasworks::http {

namespace {

constexpr std::uint8_t no_digit = 64;

constexpr std::array<std::uint8_t, 256> digit_values() {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::array<std::uint8_t, 256> values{};
    values.fill(no_digit);
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        values[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::uint8_t>(i);
    return values;
}

}  // namespace

std::optional<std::string> decode_base64(std::string_view text) {
    constexpr auto values = digit_values();
    while (!text.empty() && text.back() == '=')
        text.remove_suffix(1);
    std::string result;
    result.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t buffer = 0;
    unsigned bits = 0;
    for (const char c : text) {
        const std::uint8_t digit = values[static_cast<std::uint8_t>(c)];
        if (digit == no_digit) return std::nullopt;
        buffer = (buffer << 6U | digit) & 0xFFFFU;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            result += static_cast<char>((buffer >> bits) & 0xFFU);
        }
    }
    return result;
}

}  // namespace gasworks::http
