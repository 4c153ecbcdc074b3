#include "operations/name_list.hpp"

namespace eigenfaces::service {

namespace {

constexpr std::size_t line_width = 74;  // NumPy's 75, less one for the closing bracket

/// As Python's repr() writes it: single quotes, or double ones where only single ones occur inside.
std::string quoted(const std::string& text) {
    const bool has_single = text.find('\'') != std::string::npos;
    const char quote = has_single && text.find('"') == std::string::npos ? '"' : '\'';
    std::string out(1, quote);
    for (char c : text) {
        if (c == quote || c == '\\') out += '\\';
        out += c;
    }
    return out + quote;
}

/// Characters, not bytes: UTF-8's continuation bytes do not count.
std::size_t width(const std::string& text) {
    std::size_t count = 0;
    for (char c : text)
        count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
    return count;
}

}  // namespace

std::string name_list(std::span<const std::string> names) {
    std::string out = "[";
    std::size_t column = 1;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string word = quoted(names[i]);
        if (i > 0) {
            // The separator counts as written before NumPy looks whether the next word fits.
            if (column + 1 + width(word) > line_width) {
                out += '\n';
                column = 0;
            }
            out += ' ';
            ++column;
        }
        out += word;
        column += width(word);
    }
    return out + ']';
}

}  // namespace eigenfaces::service
