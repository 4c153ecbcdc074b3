#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace gasworks::http {

/// The bytes that a text stands for (RFC 4648, 4); nothing where it is no Base64. Padding may be left out:
/// some clients of RFC 7617 do.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace gasworks::http
