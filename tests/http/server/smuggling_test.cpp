#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/http/server/test_server.hpp"

// What two readers of HTTP understand differently smuggles a request past the first one. Pistache accepted
// all of these, or answered an error and went on to read the rest as the next request.

namespace {

using namespace http_test;
using namespace std::string_literals;

struct Shape {
    const char* name;
    std::string request;
    int status;
};

/// A POST with these lines beside Host.
std::string with_fields(const std::string& lines, const std::string& body = "") {
    return "POST /echo HTTP/1.1\r\nHost: test\r\n" + lines + "\r\n" + body;
}

std::string with_target(const std::string& target) {
    return "GET " + target + " HTTP/1.1\r\nHost: test\r\n\r\n";
}

std::string with_chunks(const std::string& chunks) {
    return with_fields("Transfer-Encoding: chunked\r\n", chunks);
}

std::vector<Shape> framing_shapes() {
    return {
        {"two equal Content-Length fields",
         with_fields("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), 400},
        {"two different Content-Length fields",
         with_fields("Content-Length: 5\r\nContent-Length: 6\r\n", "hello"), 400},
        {"a list of lengths", with_fields("Content-Length: 5, 5\r\n", "hello"), 400},
        {"a signed length", with_fields("Content-Length: +5\r\n", "hello"), 400},
        {"a negative length", with_fields("Content-Length: -5\r\n", "hello"), 400},
        {"garbage after the length", with_fields("Content-Length: 5x\r\n", "hello"), 400},
        {"a hexadecimal length", with_fields("Content-Length: 0x5\r\n", "hello"), 400},
        {"an empty length", with_fields("Content-Length:\r\n", "hello"), 400},
        {"a length with a space inside", with_fields("Content-Length: 1 0\r\n", "hello"), 400},
        {"a length beyond 64 bits", with_fields("Content-Length: 99999999999999999999999\r\n", "hello"), 400},
        {"a length and chunks",
         with_fields("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
        {"chunks and a length",
         with_fields("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"), 400},
        {"chunked twice",
         with_fields("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
        {"chunked twice in a list", with_fields("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n"), 501},
        {"an unknown coding", with_fields("Transfer-Encoding: gzip\r\n"), 501},
        {"an unknown coding before chunked", with_fields("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"),
         501},
        {"identity", with_fields("Transfer-Encoding: identity\r\n"), 501},
        {"chunked misspelt", with_fields("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), 501},
        {"chunked in quotes", with_fields("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n"), 501},
        {"a coding with a vertical tab",
         with_fields("Transfer-Encoding: \x0b"
                     "chunked\r\n",
                     "0\r\n\r\n"),
         400},
        {"an empty coding", with_fields("Transfer-Encoding:\r\n", "0\r\n\r\n"), 501},
        {"chunks in HTTP/1.0",
         "POST /echo HTTP/1.0\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        {"a space before the colon", with_fields("Content-Length : 5\r\n", "hello"), 400},
        {"a tab before the colon", with_fields("Transfer-Encoding\t: chunked\r\n", "0\r\n\r\n"), 400},
        {"a folded field", with_fields("X-Folded: a\r\n b\r\n"), 400},
        {"a folded Transfer-Encoding", with_fields("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n"), 400},
        {"a first field that is folded", "GET /hello HTTP/1.1\r\n Host: test\r\n\r\n", 400},
        {"no Host", "GET /hello HTTP/1.1\r\n\r\n", 400},
        {"two Hosts", "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
        {"a Host with a path", "GET /hello HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
        {"a Host with user information", "GET /hello HTTP/1.1\r\nHost: a@b\r\n\r\n", 400},
        {"a Host of two words", "GET /hello HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
        {"a field without a name", with_fields(": value\r\n"), 400},
        {"a field without a colon", with_fields("nonsense\r\n"), 400},
        {"NUL in a value", with_fields("X-A: a\0b\r\n"s), 400},
        {"NUL in a name", with_fields("X\0A: b\r\n"s), 400},
        {"a control character in a value",
         with_fields("X-A: a\x01"
                     "b\r\n"),
         400},
        {"DEL in a value", with_fields("X-A: a\x7f\r\n"), 400},
        {"a parenthesis in a name", with_fields("X(A): b\r\n"), 400},
        {"a bare CR in a value", with_fields("X-A: a\rContent-Length: 5\r\n", "hello"), 400},
        {"a bare LF in a value", with_fields("X-A: a\nContent-Length: 5\r\n", "hello"), 400},
        {"line ends of LF alone", "GET /hello HTTP/1.1\nHost: test\n\n", 400},
        {"an empty line of LF alone", "GET /hello HTTP/1.1\r\nHost: test\r\n\n", 400},
    };
}

std::vector<Shape> request_line_shapes() {
    return {
        {"a target without a slash", with_target("x/path"), 400},
        {"an empty target", "GET  HTTP/1.1\r\nHost: test\r\n\r\n", 400},
        {"a target of two words", with_target("/a /b"), 400},
        {"a tab within the target", with_target("/a\t/b"), 400},
        {"a fragment", with_target("/hello#top"), 400},
        {"bytes above 127", with_target("/h\xc3\xa9llo"), 400},
        {"NUL in the target", with_target("/a\0b"s), 400},
        {"an authority", with_target("test:80"), 400},
        {"CONNECT", "CONNECT test:80 HTTP/1.1\r\nHost: test\r\n\r\n", 400},
        {"an asterisk with GET", with_target("*"), 400},
        {"two spaces", "GET  /hello HTTP/1.1\r\nHost: test\r\n\r\n", 400},
        {"a tab for a space", "GET\t/hello HTTP/1.1\r\nHost: test\r\n\r\n", 400},
        {"a leading space", " GET /hello HTTP/1.1\r\nHost: test\r\n\r\n", 400},
        {"a space behind the version", "GET /hello HTTP/1.1 \r\nHost: test\r\n\r\n", 400},
        {"no version", "GET /hello\r\nHost: test\r\n\r\n", 400},
        {"a method with a colon", "GE:T /hello HTTP/1.1\r\nHost: test\r\n\r\n", 400},
        {"HTTP/0.9", "GET /hello HTTP/0.9\r\nHost: test\r\n\r\n", 505},
        {"HTTP/1.2", "GET /hello HTTP/1.2\r\nHost: test\r\n\r\n", 505},
        {"HTTP/2.0", "GET /hello HTTP/2.0\r\nHost: test\r\n\r\n", 505},
        {"the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
        {"HTTP/1.10", "GET /hello HTTP/1.10\r\nHost: test\r\n\r\n", 505},
        {"http/1.1", "GET /hello http/1.1\r\nHost: test\r\n\r\n", 400},
        {"another protocol", "SSH-2.0-client\r\n\r\n", 400},
        {"a TLS handshake", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s + "\r\n\r\n", 400},
    };
}

std::vector<Shape> chunk_shapes() {
    return {
        {"a chunk size that is no number", with_chunks("xyz\r\nhello\r\n0\r\n\r\n"), 400},
        {"a signed chunk size", with_chunks("+5\r\nhello\r\n0\r\n\r\n"), 400},
        {"a negative chunk size", with_chunks("-5\r\nhello\r\n0\r\n\r\n"), 400},
        {"a chunk size with 0x", with_chunks("0x5\r\nhello\r\n0\r\n\r\n"), 400},
        {"a leading space", with_chunks(" 5\r\nhello\r\n0\r\n\r\n"), 400},
        {"an empty chunk size", with_chunks("\r\nhello\r\n0\r\n\r\n"), 400},
        {"a chunk size beyond 64 bits", with_chunks("fffffffffffffffff\r\nhello\r\n0\r\n\r\n"), 400},
        {"a chunk size of 64 bits", with_chunks("ffffffffffffffff\r\nhello\r\n0\r\n\r\n"), 413},
        {"a chunk longer than its size", with_chunks("5\r\nhello!\r\n0\r\n\r\n"), 400},
        {"a chunk shorter than its size", with_chunks("5\r\nhell\r\n0\r\n\r\n"), 400},
        {"LF alone behind a chunk size", with_chunks("5\nhello\r\n0\r\n\r\n"), 400},
        {"LF alone behind a chunk", with_chunks("5\r\nhello\n0\r\n\r\n"), 400},
        {"CR alone behind a chunk size", with_chunks("5\rhello\r\n0\r\n\r\n"), 400},
        {"LF alone behind the last chunk", with_chunks("5\r\nhello\r\n0\n\n"), 400},
        {"LF alone in an extension", with_chunks("5;a\nb\r\nhello\r\n0\r\n\r\n"), 400},
        {"a trailer that is no field", with_chunks("0\r\nnonsense\r\n\r\n"), 400},
        {"a trailer with a bare LF", with_chunks("0\r\nA: b\nC: d\r\n\r\n"), 400},
    };
}

/// The error is answered, the connection closed, and what followed is never read as a request.
void check_refused(const TestServer& server, const Shape& shape) {
    INFO(shape.name);
    RawClient client = server.connect();
    client.send(shape.request + get("/id/smuggled"));
    const RawResponse answer = client.read_response();
    CHECK(answer.status == shape.status);
    CHECK(answer.header("content-type") == "application/problem+json");
    CHECK(answer.header("connection") == "close");
    CHECK(client.is_closed_without_another_byte());
}

}  // namespace

TEST_CASE("ambiguous framing is refused and the connection closed") {
    const TestServer server;
    for (const Shape& shape : framing_shapes())
        check_refused(server, shape);
    for (const AccessEntry& entry : server.accesses())
        CHECK(entry.path != "/id/smuggled");
}

TEST_CASE("a malformed request line is refused and the connection closed") {
    const TestServer server;
    for (const Shape& shape : request_line_shapes())
        check_refused(server, shape);
    for (const AccessEntry& entry : server.accesses())
        CHECK(entry.path != "/id/smuggled");
}

TEST_CASE("malformed chunks are refused and the connection closed") {
    const TestServer server;
    for (const Shape& shape : chunk_shapes())
        check_refused(server, shape);
    for (const AccessEntry& entry : server.accesses())
        CHECK(entry.path != "/id/smuggled");
}

TEST_CASE("the path of an absolute-form target is served") {
    const TestServer server;
    CHECK(server.ask(with_target("http://test/echo?a=b")).body == "GET\n/echo\na=b\n");
}

TEST_CASE("legal requests that lesser parsers refuse are served") {
    const TestServer server;
    const auto fields =
        GENERATE(as<std::string>(), "Accept: *\r\n", "Cookie: bare\r\n", "Cache-Control: stale-if-error\r\n",
                 "Content-Type: a/b; boundary=\"a;b\"\r\n", "X-Empty:\r\n", "X-Text: caf\xc3\xa9\r\n",
                 "X-Tab: a\tb\r\n", "Transfer-encoding-x: chunked\r\n", "!#$%&'*+-.^_`|~09azAZ: token\r\n");
    INFO(fields);
    CHECK(server.ask(get("/hello", fields)).status == 200);
}

TEST_CASE("empty lines before a request are ignored") {
    const TestServer server;
    CHECK(server.ask("\r\n\r\n" + get("/hello")).status == 200);
}
