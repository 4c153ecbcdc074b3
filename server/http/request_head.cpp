#include "http/request_head.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

namespace gasworks::http {

namespace {

namespace beast = boost::beast::http;
using Refusal = RequestReader::Refusal;

auto refuse(int status, std::string detail) {
    return tl::unexpected(Refusal{status, std::move(detail)});
}

bool is_token(std::string_view text) {
    constexpr std::string_view others = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               others.find(c) != std::string_view::npos;
    });
}

struct RequestLine {
    std::string_view method;
    std::string_view target;
};

tl::expected<RequestLine, Refusal> read_request_line(std::string_view line, std::size_t longest_target) {
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) {
        return refuse(400, "the request line is not 'METHOD TARGET HTTP/1.1'");
    }
    const RequestLine parts{line.substr(0, first), line.substr(first + 1, last - first - 1)};
    const std::string_view version = line.substr(last + 1);
    if (!is_token(parts.method) || parts.target.empty()) {
        return refuse(400, "the request line is not 'METHOD TARGET HTTP/1.1'");
    }
    if (parts.target.size() > longest_target) {
        return refuse(414, "the request target is longer than " + std::to_string(longest_target) + " bytes");
    }
    const bool printable = std::all_of(parts.target.begin(), parts.target.end(),
                                       [](char c) { return c > 0x20 && c < 0x7F && c != '#'; });
    if (!printable) return refuse(400, "the request target has a character that must be percent-encoded");
    if (version == "HTTP/1.1" || version == "HTTP/1.0") return parts;
    if (version.starts_with("HTTP/")) return refuse(505, "this server speaks HTTP/1.1 and HTTP/1.0");
    return refuse(400, "the request line does not end with 'HTTP/1.1'");
}

/// Every line after the first is 'name: value' of its own.
std::optional<Refusal> check_field_lines(std::string_view lines) {
    while (!lines.empty()) {
        const auto end = lines.find("\r\n");
        const std::string_view line = lines.substr(0, end);
        lines.remove_prefix(std::min(lines.size(), line.size() + 2));
        if (line.empty()) break;
        if (line.front() == ' ' || line.front() == '\t')
            return Refusal{400, "a header field is folded over two lines"};
        const auto colon = line.find(':');
        if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
            return Refusal{400, "a header field is not 'Name: value'"};
        }
    }
    return std::nullopt;
}

/// Splits an origin-form or absolute-form target into path and query.
std::optional<Refusal> take_target(std::string_view target, Request& request) {
    if (target == "*" && request.method == "OPTIONS") {
        request.path = "*";
        return std::nullopt;
    }
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (target.size() > scheme.size() && equals_ignoring_case(target.substr(0, scheme.size()), scheme)) {
            const auto authority_end = target.find_first_of("/?", scheme.size());
            if (authority_end == scheme.size()) return Refusal{400, "the request target names no host"};
            target = authority_end == std::string_view::npos ? "/" : target.substr(authority_end);
            break;
        }
    }
    const auto question = target.find('?');
    request.path = target.substr(0, question);
    if (question != std::string_view::npos) request.query = target.substr(question + 1);
    if (request.path.empty() && question == 0) request.path = "/";
    if (!request.path.starts_with('/')) return Refusal{400, "the request target does not start with '/'"};
    return std::nullopt;
}

/// Whether a list-valued field holds this token.
bool lists_token(const Headers& headers, std::string_view name, std::string_view token) {
    for (std::string_view field : headers.all(name)) {
        while (true) {
            const auto comma = field.find(',');
            std::string_view item = field.substr(0, comma);
            const auto begin = item.find_first_not_of(" \t");
            if (begin != std::string_view::npos) {
                item = item.substr(begin, item.find_last_not_of(" \t") - begin + 1);
                if (equals_ignoring_case(item, token)) return true;
            }
            if (comma == std::string_view::npos) break;
            field.remove_prefix(comma + 1);
        }
    }
    return false;
}

std::optional<Refusal> check_host(const Headers& headers, bool is_1_1) {
    const auto hosts = headers.all("Host");
    if (hosts.size() > 1) return Refusal{400, "there is more than one Host field"};
    if (hosts.empty()) {
        if (is_1_1) return Refusal{400, "the Host field is missing"};
        return std::nullopt;
    }
    if (hosts.front().find_first_of(" \t,/@\\?#\"<>") != std::string_view::npos) {
        return Refusal{400, "the Host field is not a host name with an optional port"};
    }
    return std::nullopt;
}

std::optional<Refusal> take_framing(const Headers& headers, bool is_1_1, std::size_t longest_body,
                                    RequestReader::Head& framing) {
    const auto lengths = headers.all("Content-Length");
    const auto codings = headers.all("Transfer-Encoding");
    if (!lengths.empty() && !codings.empty()) {
        return Refusal{400, "Content-Length and Transfer-Encoding exclude each other"};
    }
    if (lengths.size() > 1) return Refusal{400, "there is more than one Content-Length field"};
    if (!lengths.empty()) {
        const std::string_view text = lengths.front();
        const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
        if (!digits) return Refusal{400, "the Content-Length is not a number of bytes"};
        const auto [end, error] =
            std::from_chars(text.data(), text.data() + text.size(), framing.content_length);
        if (error != std::errc{} || framing.content_length > longest_body) {
            return Refusal{413, "the body is larger than " + std::to_string(longest_body) + " bytes"};
        }
    }
    if (!codings.empty()) {
        if (!is_1_1) return Refusal{400, "HTTP/1.0 has no Transfer-Encoding"};
        if (codings.size() > 1 || !equals_ignoring_case(codings.front(), "chunked")) {
            return Refusal{501, "the only Transfer-Encoding that this server knows is chunked"};
        }
        framing.chunked = true;
    }
    return std::nullopt;
}

}  // namespace

bool has_forbidden_byte(std::string_view bytes, char previous) {
    for (const char c : bytes) {
        const auto value = static_cast<unsigned char>(c);
        const bool after_cr = previous == '\r';
        if (after_cr != (c == '\n')) return true;  // CR and LF only occur together
        if ((value < 0x20 && c != '\t' && c != '\r' && c != '\n') || value == 0x7F) return true;
        previous = c;
    }
    return false;
}

tl::expected<RequestHead, Refusal> read_request_head(std::string_view head,
                                                     const RequestReader::Limits& limits) {
    const auto line_end = head.find("\r\n");
    const auto line = read_request_line(head.substr(0, line_end), limits.target);
    if (!line) return tl::unexpected(line.error());
    if (auto refusal = check_field_lines(head.substr(line_end + 2)))
        return tl::unexpected(*std::move(refusal));

    beast::request_parser<beast::empty_body> parser;
    parser.header_limit(static_cast<std::uint32_t>(limits.head + 1024));
    parser.body_limit(std::numeric_limits<std::uint64_t>::max());  // looked at below
    boost::system::error_code error;
    // An absolute-form target is not what the parser is asked about; it has been looked at above.
    parser.put(boost::asio::buffer(head.data(), head.size()), error);
    if (!parser.is_header_done())
        return refuse(400, "the head of the request is malformed: " + error.message());

    RequestHead result;
    Request& request = result.request;
    request.method = std::string(line->method);
    for (const auto& field : parser.get()) {
        request.headers.add(std::string(field.name_string()), std::string(field.value()));
    }
    const bool is_1_1 = parser.get().version() == 11;
    if (auto refusal = take_target(line->target, request)) return tl::unexpected(*std::move(refusal));
    if (auto refusal = check_host(request.headers, is_1_1)) return tl::unexpected(*std::move(refusal));
    if (auto refusal = take_framing(request.headers, is_1_1, limits.body, result.framing)) {
        return tl::unexpected(*std::move(refusal));
    }
    result.framing.keep_alive = is_1_1 ? !lists_token(request.headers, "Connection", "close")
                                       : lists_token(request.headers, "Connection", "keep-alive");
    if (const auto expectation = request.headers.get("Expect"); expectation && is_1_1) {
        if (!equals_ignoring_case(*expectation, "100-continue")) {
            return refuse(417, "the only expectation that this server meets is 100-continue");
        }
        result.framing.expects_continue = true;
    }
    return result;
}

}  // namespace gasworks::http
