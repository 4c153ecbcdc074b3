#include "generator/document/encoding.hpp"

#include <array>
#include <cstdio>

#include "http/utf8.hpp"

namespace gasworks::generator {

namespace {

using namespace std::string_view_literals;

bool is_control(unsigned char byte) {
    return (byte < 0x20 && byte != '\t' && byte != '\r') || byte == 0x7F;
}

std::string hexadecimal(char c) {
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "0x%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
    return text.data();
}

}  // namespace

std::optional<Diagnostic> wrong_bytes(std::string_view text) {
    const auto refused = [](Position position, std::string why) {
        return Diagnostic{Diagnostic::Severity::error, position, std::move(why)};
    };
    if (text.starts_with("\xFE\xFF"sv) || text.starts_with("\xFF\xFE"sv) ||
        text.starts_with("\0\0\xFE\xFF"sv) || (text.size() > 1 && (text[0] == '\0') != (text[1] == '\0'))) {
        return refused({}, "the document is UTF-16 or UTF-32; save it as UTF-8");
    }
    Position position;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        for (std::size_t i = 0; i < line.size(); ++i) {
            if (!is_control(static_cast<unsigned char>(line[i]))) continue;
            position.column = i + 1;
            return refused(
                position,
                "the byte " + hexadecimal(line[i]) +
                    " is a control character, which YAML does not have; write an escape in double quotes");
        }
        if (!http::code_points(line)) {
            std::size_t good = 0;
            for (std::size_t length = 1; length <= line.size(); ++length) {
                if (http::code_points(line.substr(good, length - good))) {
                    good = length;
                } else if (length - good == 4) {
                    break;
                }
            }
            position.column = good + 1;
            return refused(position, "the byte " + hexadecimal(line[good]) +
                                         " is not UTF-8; save the document as UTF-8");
        }
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
        ++position.line;
    }
    return std::nullopt;
}

}  // namespace gasworks::generator
