#include "datasets/archive_entry_name.hpp"

#include <cstdint>

namespace eigenfaces::service {
namespace {

constexpr std::size_t max_component_bytes = 255;  // NAME_MAX of every file system in use
constexpr std::size_t max_quoted_bytes = 200;

bool is_control(char character) {
    return static_cast<unsigned char>(character) < 0x20 || character == 0x7f;
}

/// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text) {
    for (std::size_t index = 0; index < text.size();) {
        const auto first = static_cast<unsigned char>(text[index]);
        const std::size_t length = first < 0x80              ? 1
                                   : (first & 0xe0U) == 0xc0 ? 2
                                   : (first & 0xf0U) == 0xe0 ? 3
                                   : (first & 0xf8U) == 0xf0 ? 4
                                                             : 0;
        if (length == 0 || text.size() - index < length) return false;
        std::uint32_t point = length == 1 ? first : first & (0xffU >> (length + 1));
        for (std::size_t next = 1; next < length; ++next) {
            const auto byte = static_cast<unsigned char>(text[index + next]);
            if ((byte & 0xc0U) != 0x80) return false;
            point = (point << 6U) | (byte & 0x3fU);
        }
        constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
        if (point < smallest[length] || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
            return false;
        index += length;
    }
    return true;
}

}  // namespace

tl::expected<std::vector<std::string>, std::string> entry_components(std::string_view path,
                                                                     std::size_t max_depth) {
    const auto breaks = [](std::string rule) { return tl::unexpected(std::move(rule)); };
    if (path.empty()) return breaks("has no name");
    if (path.front() == '/') return breaks("is an absolute path");
    for (const char character : path) {
        if (character == '\\') return breaks("has a backslash in its path");
        if (is_control(character)) return breaks("has a control character in its path");
    }
    if (!is_utf8(path)) return breaks("has a path that is not UTF-8");

    std::vector<std::string> components;
    for (std::size_t begin = 0; begin < path.size();) {
        const std::size_t end = std::min(path.find('/', begin), path.size());
        const std::string_view component = path.substr(begin, end - begin);
        begin = end + 1;
        if (component.empty() || component == ".") continue;
        if (component == "..") return breaks("has \"..\" in its path");
        if (component.size() > max_component_bytes)
            return breaks("has a name of more than 255 bytes in its path");
        if (components.size() == max_depth) {
            return breaks("is more than " + std::to_string(max_depth) + " folders deep");
        }
        components.emplace_back(component);
    }
    return components;
}

std::string quoted_name(std::string_view name) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text = "\"";
    const bool keep_bytes = is_utf8(name);
    for (std::size_t index = 0; index < std::min(name.size(), max_quoted_bytes); ++index) {
        const char character = name[index];
        const auto byte = static_cast<unsigned char>(character);
        if (is_control(character) || (byte >= 0x80 && (!keep_bytes || name.size() > max_quoted_bytes))) {
            text += "\\x";
            text += digits[byte >> 4U];
            text += digits[byte & 15U];
        } else {
            text += character;
        }
    }
    return text + (name.size() > max_quoted_bytes ? "...\"" : "\"");
}

}  // namespace eigenfaces::service
