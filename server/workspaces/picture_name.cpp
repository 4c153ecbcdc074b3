#include "workspaces/picture_name.hpp"

#include <cstdint>

namespace eigenfaces::service {

namespace {

bool is_kept(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
}

/// How many bytes the well-formed UTF-8 sequence of a character beyond ASCII and its controls takes at the
/// start of `text`; 0 where there is none (RFC 3629: no overlong forms, no surrogates).
std::size_t sequence_length(std::string_view text) {
    const auto byte = [&](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
    };
    const std::uint32_t first = byte(0);
    const std::size_t length = first >= 0xF0 && first <= 0xF4   ? 4
                               : first >= 0xE0 && first <= 0xEF ? 3
                               : first >= 0xC2 && first <= 0xDF ? 2
                                                                : 0;
    if (length == 0 || text.size() < length) return 0;
    std::uint32_t code_point = first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80U) return 0;
        code_point = (code_point << 6U) | (byte(i) & 0x3FU);
    }
    const bool overlong = (length == 3 && code_point < 0x800) || (length == 4 && code_point < 0x10000);
    const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    const bool control = code_point < 0xA0;
    return overlong || surrogate || control || code_point > 0x10FFFF ? 0 : length;
}

}  // namespace

std::optional<PictureName> PictureName::from_client(std::string_view path) {
    constexpr std::size_t longest = 200;
    const auto separator = path.find_last_of("/\\");
    std::string_view rest = separator == std::string_view::npos ? path : path.substr(separator + 1);
    if (rest.empty() || rest.size() > longest || rest == "." || rest == "..") return std::nullopt;
    std::string name;
    while (!rest.empty()) {
        const auto first = static_cast<unsigned char>(rest.front());
        const std::size_t length = first < 0x80 ? 0 : sequence_length(rest);
        if (length > 0) {
            name += rest.substr(0, length);
            rest.remove_prefix(length);
        } else {
            name += is_kept(first) ? rest.front() : '_';
            rest.remove_prefix(1);
        }
    }
    if (name.front() == '.') name.front() = '_';
    return PictureName(std::move(name));
}

}  // namespace eigenfaces::service
