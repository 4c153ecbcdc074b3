#include <string>

#include "tests/catch.hpp"
#include "tests/http/server/test_server.hpp"

// Pistache never answered `Expect: 100-continue`: curl waited a second before each upload over 1 MB.

namespace {

using namespace http_test;

std::string head(const std::string& length, const std::string& expectation = "100-continue") {
    return "POST /echo-worker HTTP/1.1\r\nHost: test\r\nContent-Length: " + length +
           "\r\nExpect: " + expectation + "\r\n\r\n";
}

}  // namespace

TEST_CASE("100 Continue is answered before the body") {
    const TestServer server;
    RawClient client = server.connect();
    for (int i = 0; i < 3; ++i) {
        const RawResponse interim = client.ask(head("5", i == 1 ? "100-Continue" : "100-continue"));
        CHECK(interim.status == 100);
        CHECK(interim.headers.empty());
        CHECK(client.ask("hello").body == "POST\n/echo-worker\n\nhello");
    }
}

TEST_CASE("100 Continue goes before chunks, too") {
    const TestServer server;
    RawClient client = server.connect();
    CHECK(client
              .ask("POST /echo-worker HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n"
                   "Expect: 100-continue\r\n\r\n")
              .status == 100);
    CHECK(client.ask("5\r\nhello\r\n0\r\n\r\n").body == "POST\n/echo-worker\n\nhello");
}

TEST_CASE("a client whose body is there already is not told to continue") {
    const TestServer server;
    RawClient client = server.connect();
    const RawResponse answer = client.ask(head("5") + "hello");
    CHECK(answer.status == 200);
    CHECK(client.ask(head("0")).status == 200);
}

TEST_CASE("a body that is too large is refused before it is sent") {
    ServerOptions options;
    options.max_body = 1000;
    const TestServer server(options);
    RawClient client = server.connect();
    CHECK(client.ask(head("1001")).status == 413);
    CHECK(client.is_closed_without_another_byte());
}

TEST_CASE("a body that memory has no room for is refused before it is sent") {
    ServerOptions options;
    options.max_bodies_in_memory = 1000;
    const TestServer server(options);
    RawClient client = server.connect();
    const RawResponse answer = client.ask(head("1001"));
    CHECK(answer.status == 503);
    CHECK(answer.has("retry-after"));
    CHECK(client.is_closed_without_another_byte());
}

TEST_CASE("an expectation that nobody knows is refused") {
    const TestServer server;
    RawClient client = server.connect();
    CHECK(client.ask(head("5", "200-ok")).status == 417);
    CHECK(client.is_closed_without_another_byte());
}

TEST_CASE("HTTP/1.0 has no 100 Continue") {
    const TestServer server;
    CHECK(server.ask("POST /echo HTTP/1.0\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\nhi").body ==
          "POST\n/echo\n\nhi");
}
