#include "http/request_reader.hpp"

#include <algorithm>
#include <cstdint>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "http/request_head.hpp"

namespace gasworks::http {

namespace {

namespace beast = boost::beast::http;

/// A chunk's size line with extensions, or the trailer fields, must be done within this many bytes.
constexpr std::size_t longest_chunk_line = 4096;

}  // namespace

/// Takes the chunks apart. Bodies with a length need no parser.
struct RequestReader::Parser {
    beast::request_parser<beast::string_body> chunks;
};

RequestReader::RequestReader(Limits limits) : limits_(limits) {}
RequestReader::~RequestReader() = default;

void RequestReader::append(std::string_view bytes) {
    compact();
    buffer_.append(bytes);
}

void RequestReader::compact() {
    if (position_ == 0) return;
    buffer_.erase(0, position_);
    position_ = 0;
    // A connection that once carried a large request does not keep its buffer.
    if (buffer_.empty() && buffer_.capacity() > (64UL << 10U)) buffer_.shrink_to_fit();
}

tl::expected<RequestReader::Progress, RequestReader::Refusal> RequestReader::advance() {
    switch (state_) {
        case State::head:
            return read_head();
        case State::body:
            return read_body();
        case State::complete:
            break;
    }
    return Progress::complete;
}

tl::expected<RequestReader::Progress, RequestReader::Refusal> RequestReader::read_head() {
    // An empty line before a request is ignored (RFC 9112, 2.2), also where its two bytes come one by one.
    while (std::string_view(buffer_).substr(position_).starts_with("\r\n")) {
        position_ += 2;
        scanned_ = 0;
    }
    const std::string_view unread = std::string_view(buffer_).substr(position_);
    const std::size_t overlap = std::min<std::size_t>(scanned_, 3);
    const auto end = unread.find("\r\n\r\n", scanned_ - overlap);
    const std::size_t size = end == std::string_view::npos ? unread.size() : end + 4;
    if (size > scanned_) {
        const char previous = scanned_ == 0 ? '\0' : unread[scanned_ - 1];
        if (has_forbidden_byte(unread.substr(scanned_, size - scanned_), previous)) {
            return tl::unexpected(
                Refusal{400, "the head of the request has a control character or a bare line break"});
        }
    }
    const std::size_t line_size = std::min(size, unread.substr(0, size).find("\r\n"));
    constexpr std::size_t method_and_version = 64;
    if (line_size > limits_.target + method_and_version) {
        return tl::unexpected(
            Refusal{414, "the request target is longer than " + std::to_string(limits_.target) + " bytes"});
    }
    if (size > limits_.head) {
        return tl::unexpected(Refusal{431, "request line and header fields are longer than " +
                                               std::to_string(limits_.head) + " bytes"});
    }
    scanned_ = size;
    if (end == std::string_view::npos) return Progress::need_more;

    auto head = read_request_head(unread.substr(0, size), limits_);
    if (!head) return tl::unexpected(head.error());
    if (head->framing.chunked) {
        // The body's parser needs the head as well: it says that chunks follow.
        parser_ = std::make_unique<Parser>();
        parser_->chunks.header_limit(static_cast<std::uint32_t>(limits_.head + 1024));
        parser_->chunks.body_limit(limits_.body);
        boost::system::error_code error;
        parser_->chunks.put(boost::asio::buffer(unread.data(), size), error);
        if (error)
            return tl::unexpected(Refusal{400, "the head of the request is malformed: " + error.message()});
        parser_->chunks.eager(true);
    }
    head_ = head->framing;
    request_ = std::move(head->request);
    position_ += size;
    scanned_ = 0;
    state_ = State::body;
    return Progress::head;
}

tl::expected<RequestReader::Progress, RequestReader::Refusal> RequestReader::read_body() {
    const std::string_view unread = std::string_view(buffer_).substr(position_);
    if (!head_.chunked) {
        const std::size_t missing = head_.content_length - request_.body.size();
        const std::string_view part = unread.substr(0, missing);
        request_.body.append(part);
        position_ += part.size();
        if (part.size() < missing) return Progress::need_more;
        state_ = State::complete;
        return Progress::complete;
    }
    boost::system::error_code error;
    std::size_t used = 0;
    while (used < unread.size() && !parser_->chunks.is_done()) {
        const std::size_t taken =
            parser_->chunks.put(boost::asio::buffer(unread.data() + used, unread.size() - used), error);
        used += taken;
        if (error || taken == 0) break;
    }
    position_ += used;
    if (error == beast::error::body_limit) {
        return tl::unexpected(
            Refusal{413, "the body is larger than " + std::to_string(limits_.body) + " bytes"});
    }
    if (error && error != beast::error::need_more) {
        return tl::unexpected(Refusal{400, "the chunks of the body are malformed: " + error.message()});
    }
    if (parser_->chunks.is_done()) {
        request_.body = std::move(parser_->chunks.get().body());
        parser_.reset();
        state_ = State::complete;
        return Progress::complete;
    }
    if (buffered() > longest_chunk_line) {
        return tl::unexpected(Refusal{400, "a chunk's size line, or the trailer, is longer than " +
                                               std::to_string(longest_chunk_line) + " bytes"});
    }
    return Progress::need_more;
}

Request RequestReader::take() {
    Request taken = std::move(request_);
    request_ = Request{};
    head_ = Head{};
    state_ = State::head;
    scanned_ = 0;
    return taken;
}

std::size_t RequestReader::body_size() const {
    return parser_ ? parser_->chunks.get().body().size() : request_.body.size();
}

}  // namespace gasworks::http
