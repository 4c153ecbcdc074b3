#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace gasworks::http {

/// The id under which a request is logged and answered: the client's own (X-Request-Id) when it is 1 to 64 of
/// [A-Za-z0-9._-], which is safe in logs and headers, else 16 random hexadecimal digits.
std::string request_id(std::optional<std::string_view> from_client);

}  // namespace gasworks::http
