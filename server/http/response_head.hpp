#pragma once
#include <string>

#include "http/response.hpp"

namespace gasworks::http {

/// Status line and fields as they are sent, the empty line included. Content-Length is that of the body,
/// except where the status has none (1xx, 204, 304), and where the body is a stream, which ends with the
/// connection. Field values lose line breaks, so that none can add a
/// field.
std::string response_head(const Response& response, bool keep_alive);

/// Whether an answer of this status to this method carries its body on the wire.
bool has_body(int status, std::string_view method);

}  // namespace gasworks::http
