#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "http/event_stream.hpp"
#include "http/headers.hpp"

namespace gasworks::http {

/// Bytes that somebody keeps for as long as they are wanted: a file that is mapped, for a body that is larger
/// than memory.
struct KeptBytes {
    std::shared_ptr<const void> keeper;
    std::string_view bytes;
};

/// A body that is sent as it is: made for this answer, shared with other answers (a picture in a cache),
/// compiled into the program (the UI), kept elsewhere; or one that is told as it comes.
using ResponseBody = std::variant<std::string, std::shared_ptr<const std::string>, std::string_view,
                                  KeptBytes, std::shared_ptr<EventStream>>;

/// Empty for a stream of events.
std::string_view bytes_of(const ResponseBody& body);

/// The stream that a body is, if it is one.
std::shared_ptr<EventStream> stream_of(const ResponseBody& body);

/// An answer. Content-Length, Date, Connection, Server-Timing and X-Request-Id are the engine's to add.
struct Response {
    int status = 200;
    Headers headers;
    ResponseBody body;
};

/// 200 with this body and Content-Type.
Response ok(ResponseBody body, std::string_view content_type);

/// The reason phrase of RFC 9110 and its relatives: "Not Found" for 404, "Unknown" for what has none.
std::string_view reason_phrase(int status);

}  // namespace gasworks::http
