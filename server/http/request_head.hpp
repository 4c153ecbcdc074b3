#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "http/request.hpp"
#include "http/request_reader.hpp"

namespace gasworks::http {

/// The bytes of a head that can't be part of one, whatever comes behind them: looked for while the head
/// arrives, so that a hostile one is refused at once. `previous` is the byte before `bytes`, or '\0'.
bool has_forbidden_byte(std::string_view bytes, char previous);

/// A checked request line and fields.
struct RequestHead {
    Request request;  ///< method, path, query, headers
    RequestReader::Head framing;
};

/// Reads a complete head: what stands before and including the empty line.
tl::expected<RequestHead, RequestReader::Refusal> read_request_head(std::string_view head,
                                                                    const RequestReader::Limits& limits);

}  // namespace gasworks::http
