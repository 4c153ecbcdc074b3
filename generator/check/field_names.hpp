#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace gasworks::generator {

/// Field names and media types are compared in lower case (ASCII).
std::string lower_case(std::string_view text);

/// What keeps a text from being the name of an HTTP field or of a cookie (a token of RFC 9110); nothing when
/// it is one.
std::optional<std::string> why_no_token(std::string_view name);

/// Whether a response's field says how HTTP carries it, so that the server alone can send it.
bool is_of_the_connection(std::string_view field);

}  // namespace gasworks::generator
