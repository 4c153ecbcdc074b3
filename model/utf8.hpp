#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace eigenfaces {

/// Whether a text is UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF.
inline bool is_utf8(std::string_view text) {
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

}  // namespace eigenfaces
