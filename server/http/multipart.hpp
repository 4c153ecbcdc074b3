#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "http/headers.hpp"

namespace gasworks::http {

/// One part of a form (RFC 7578).
struct Part {
    std::string name;
    std::optional<std::string>
        filename;              ///< filename*, where both are sent (RFC 6266, 4.3); as sent, never a safe path
    std::string content_type;  ///< "text/plain" where the part does not say (RFC 7578, 4.4)
    std::string_view bytes;    ///< within the body
    Headers headers = {};      ///< every field as sent
};

struct MultipartLimits {
    std::size_t parts = 1000;
    std::size_t header_bytes = 16UL << 10U;  ///< of one part
    std::size_t headers = 32;                ///< of one part
};

/// Reads the parts of a complete multipart/form-data body (RFC 2046, 5.1; RFC 7578) in linear time. Lines of
/// the framing end in CRLF; what stands before the first and after the last boundary is passed over. Parts
/// are views into `body`. The error is one sentence.
tl::expected<std::vector<Part>, std::string> parse_multipart(std::string_view body, std::string_view boundary,
                                                             MultipartLimits limits = {});

/// The boundary of a Content-Type multipart/form-data; the error says what is wrong with it.
tl::expected<std::string, std::string> multipart_boundary(std::string_view content_type);

}  // namespace gasworks::http
