#pragma once
#include <string_view>

#include "http/headers.hpp"

namespace gasworks::http {

/// Whether Accept-Encoding (RFC 9110, 12.5.3) lets this coding be sent: named, or covered by "*", with a
/// weight above zero. Without the field, no coding is.
bool accepts_coding(const Headers& headers, std::string_view coding);

}  // namespace gasworks::http
