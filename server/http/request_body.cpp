#include "http/request_body.hpp"

#include "http/media_type.hpp"

namespace gasworks::http {

std::string content_type_of(const Request& request) {
    const auto field = request.headers.get("Content-Type");
    const auto type = field ? parse_media_type(*field) : std::nullopt;
    return type ? type->essence() : std::string();
}

}  // namespace gasworks::http
