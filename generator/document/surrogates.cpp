#include "generator/document/surrogates.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <optional>

namespace gasworks::generator {

namespace {

/// The number of an escape such as \ud83d at the beginning of the text.
std::optional<std::uint32_t> escaped(std::string_view text) {
    std::uint32_t number = 0;
    if (text.size() < 6 || text[0] != '\\' || text[1] != 'u') return std::nullopt;
    const char* end = text.data() + 6;
    const auto [read, error] = std::from_chars(text.data() + 2, end, number, 16);
    if (error != std::errc() || read != end) return std::nullopt;
    return number;
}

}  // namespace

bool is_json(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && text[first] == '{';
}

std::string with_joined_surrogates(std::string_view json) {
    std::string result;
    result.reserve(json.size());
    while (!json.empty()) {
        const auto backslash = json.find('\\');
        result += json.substr(0, backslash);
        if (backslash == std::string_view::npos) break;
        json.remove_prefix(backslash);
        const auto high = escaped(json);
        const auto low = high ? escaped(json.substr(6)) : std::nullopt;
        if (high && low && *high >= 0xd800 && *high < 0xdc00 && *low >= 0xdc00 && *low < 0xe000) {
            char text[16];
            std::snprintf(text, sizeof text, "\\U%08x",
                          0x10000 + ((*high - 0xd800) << 10U) + (*low - 0xdc00));
            result += text;
            json.remove_prefix(12);
        } else {
            // Both characters of an escape, so that the second backslash of "\\" begins none.
            result += json.substr(0, 2);
            json.remove_prefix(std::min<std::size_t>(2, json.size()));
        }
    }
    return result;
}

}  // namespace gasworks::generator
