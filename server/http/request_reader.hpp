#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "http/request.hpp"

namespace gasworks::http {

/// Cuts the bytes of one connection into requests (RFC 9112), without ever reading one request two ways.
///
/// Stricter than a lenient reader on purpose, because what two readers understand differently is how requests
/// are smuggled: no bare CR or LF, no folded lines, no control characters, no space before a colon, one Host,
/// one Content-Length of digits alone, never Content-Length beside Transfer-Encoding, no coding but chunked.
/// After a refusal the connection is of no further use: where the next request begins is unknown.
class RequestReader {
  public:
    struct Limits {
        std::size_t head = 0;    ///< bytes of request line and fields
        std::size_t target = 0;  ///< bytes of the request target
        std::size_t body = 0;    ///< bytes
    };
    /// Why this connection is answered with an error and closed.
    struct Refusal {
        int status = 400;
        std::string detail;
    };
    enum class Progress {
        need_more,  ///< bytes
        head,       ///< head() is there; reported once per request. Call advance() again.
        complete,   ///< take() the request
    };
    /// What is known of a request before its body.
    struct Head {
        bool keep_alive = true;
        bool expects_continue = false;
        bool chunked = false;
        std::size_t content_length = 0;
    };

    explicit RequestReader(Limits limits);
    ~RequestReader();
    RequestReader(const RequestReader&) = delete;
    RequestReader& operator=(const RequestReader&) = delete;

    void append(std::string_view bytes);
    tl::expected<Progress, Refusal> advance();

    const Head& head() const { return head_; }
    /// The request so far; method, path, query and fields are there once the head is.
    const Request& request() const { return request_; }
    /// The complete request; what follows is read as the next one.
    Request take();

    /// Bytes that no request has claimed yet.
    std::size_t buffered() const { return buffer_.size() - position_; }
    /// Whether a part of a request is here.
    bool is_within_request() const { return state_ != State::head || buffered() > 0; }
    /// Bytes of the body that have arrived.
    std::size_t body_size() const;

  private:
    enum class State { head, body, complete };
    struct Parser;

    tl::expected<Progress, Refusal> read_head();
    tl::expected<Progress, Refusal> read_body();
    void compact();

    const Limits limits_;
    State state_ = State::head;
    std::string buffer_;
    std::size_t position_ = 0;  ///< where the unread bytes of buffer_ begin
    std::size_t scanned_ = 0;   ///< how many unread bytes were looked at for the head's end
    Head head_;
    Request request_;
    std::unique_ptr<Parser> parser_;  ///< of the body
};

}  // namespace gasworks::http
