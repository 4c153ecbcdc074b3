#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gasworks::http {

/// How many code points the text has; nothing when it is not valid UTF-8 (RFC 3629: no overlong forms, no
/// surrogates, nothing above U+10FFFF).
std::optional<std::size_t> code_points(std::string_view text);

/// The text, or its first characters and "..." when it has more than `longest` bytes, with "?" for control
/// characters and for what is not UTF-8.
std::string shortened(std::string_view text, std::size_t longest);

/// What a client sent, fit to be repeated in an error: in single quotes, shortened to 60 bytes.
std::string in_quotes(std::string_view text);

}  // namespace gasworks::http
