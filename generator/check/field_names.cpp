#include "generator/check/field_names.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "http/utf8.hpp"

namespace gasworks::generator {

std::string lower_case(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return lower;
}

std::optional<std::string> why_no_token(std::string_view name) {
    if (name.empty()) return "is empty";
    const bool is_token = std::all_of(name.begin(), name.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        const bool alphanumeric =
            (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
        return alphanumeric || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
    });
    if (is_token) return std::nullopt;
    return http::in_quotes(name) + " can't be sent: it is letters, digits and !#$%&'*+-.^_`|~";
}

bool is_of_the_connection(std::string_view field) {
    constexpr std::array<std::string_view, 8> names = {
        "connection", "content-length",    "date",   "keep-alive", "te",
        "trailer",    "transfer-encoding", "upgrade"};
    return std::find(names.begin(), names.end(), lower_case(field)) != names.end();
}

}  // namespace gasworks::generator
