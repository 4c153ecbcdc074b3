#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/http/server/test_server.hpp"

// Pistache looped for ever when a chunk's CR and LF came in two reads, and read past its buffer when the
// request line's did.

namespace {

using namespace http_test;

const std::string chunked_post =
    "POST /echo?a=b HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n"
    "5\r\nhello\r\n6;ext=\"a\"\r\n world\r\n0\r\nTrailer: dropped\r\n\r\n";

/// Lets the server see what was sent before more comes: another client's answer comes after it was read.
void let_server_read(RawClient& witness) {
    REQUIRE(witness.ask(get("/hello")).status == 200);
}

void split_everywhere(const std::string& request, const std::string& expected_body) {
    ServerOptions options;
    options.io_threads = 1;
    TestServer server(options);
    RawClient client = server.connect();
    RawClient witness = server.connect();
    for (std::size_t at = 1; at < request.size(); ++at) {
        INFO("split at " << at);
        REQUIRE(client.send(request.substr(0, at)));
        let_server_read(witness);
        REQUIRE(client.send(request.substr(at)));
        const RawResponse answer = client.read_response();
        REQUIRE(answer.status == 200);
        REQUIRE(answer.body == expected_body);
    }
}

}  // namespace

TEST_CASE("a request may be split between any two bytes of its head") {
    split_everywhere(get("/echo?x=1", "Accept: */*\r\nX-Empty:\r\n"), "GET\n/echo\nx=1\n");
}

TEST_CASE("a request may be split between any two bytes of its body") {
    split_everywhere(post("/echo", "hello\r\n\r\nworld"), "POST\n/echo\n\nhello\r\n\r\nworld");
}

TEST_CASE("a request may be split between any two bytes of its chunks") {
    split_everywhere(chunked_post, "POST\n/echo\na=b\nhello world");
}

TEST_CASE("a request may come byte by byte") {
    TestServer server;
    RawClient client = server.connect();
    RawClient witness = server.connect();
    for (const char byte : chunked_post) {
        REQUIRE(client.send(std::string_view(&byte, 1)));
        let_server_read(witness);
    }
    CHECK(client.read_response().body == "POST\n/echo\na=b\nhello world");
}

TEST_CASE("chunks of every size arrive whole") {
    TestServer server;
    RawClient client = server.connect();
    std::string body;
    std::string request = "POST /echo-worker HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (const std::size_t size : {1UL, 2UL, 15UL, 16UL, 255UL, 4096UL, 70'000UL, 300'000UL}) {
        const std::string chunk(size, static_cast<char>('a' + size % 26));
        char line[32];
        std::snprintf(line, sizeof line, "%zX\r\n", size);
        request += line + chunk + "\r\n";
        body += chunk;
    }
    request += "0\r\n\r\n";
    for (int round = 0; round < 3; ++round) {
        const RawResponse answer = client.ask(request);
        REQUIRE(answer.status == 200);
        REQUIRE(answer.body == "POST\n/echo-worker\n\n" + body);
    }
}

TEST_CASE("a large body with a length arrives whole") {
    TestServer server;
    std::string body(20UL << 20U, '\0');
    for (std::size_t i = 0; i < body.size(); ++i)
        body[i] = static_cast<char>(i * 7 % 251);
    const RawResponse answer = server.ask(post("/echo-worker", body));
    REQUIRE(answer.status == 200);
    CHECK(answer.body == "POST\n/echo-worker\n\n" + body);
}
