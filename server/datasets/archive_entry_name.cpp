#include "datasets/archive_entry_name.hpp"

#include "model/utf8.hpp"

namespace eigenfaces::service {
namespace {

constexpr std::size_t max_component_bytes = 255;  // NAME_MAX of every file system in use
constexpr std::size_t max_quoted_bytes = 200;

bool is_control(char character) {
    return static_cast<unsigned char>(character) < 0x20 || character == 0x7f;
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
