#include <string>

#include "tests/catch.hpp"
#include "tests/http/server/test_server.hpp"

// A path of 16,000 slashes overflowed Pistache's stack, and a header of 4 MB cost it seconds.

namespace {
using namespace http_test;
}

TEST_CASE("a target of 16,000 slashes is too long") {
    const TestServer server;
    RawClient client = server.connect();
    client.send(get(std::string(16'000, '/')));
    CHECK(client.read_response().status == 414);
    CHECK(client.is_closed_without_another_byte());
    CHECK(server.ask(get("/hello")).status == 200);
}

TEST_CASE("a target of 8,000 slashes is looked up like any other") {
    const TestServer server;
    RawClient client = server.connect();
    CHECK(client.ask(get(std::string(8'000, '/'))).status == 404);
    CHECK(client.ask(get("/id/" + std::string(8'000, 'a'))).body == std::string(8'000, 'a'));
}

TEST_CASE("the longest target that is allowed is served, and one byte more is not") {
    const TestServer server;
    const std::size_t longest = ServerOptions().max_target;
    const std::string prefix = "/echo?";
    CHECK(server.ask(get(prefix + std::string(longest - prefix.size(), 'a'))).status == 200);
    CHECK(server.ask(get(prefix + std::string(longest - prefix.size() + 1, 'a'))).status == 414);
}

TEST_CASE("a target without an end is refused before it has one") {
    const TestServer server;
    RawClient client = server.connect();
    client.send("GET /" + std::string(20'000, 'a'));
    CHECK(client.read_response().status == 414);
    CHECK(client.is_closed_without_another_byte());
}

TEST_CASE("a head without an end is refused before it has one") {
    const TestServer server;
    RawClient client = server.connect();
    client.send("GET /hello HTTP/1.1\r\nHost: test\r\nX-A: " + std::string(1UL << 20U, 'a'));
    CHECK(client.read_response().status == 431);
    CHECK(client.is_closed_without_another_byte());
}

TEST_CASE("the largest head that is allowed is served, and one byte more is not") {
    const TestServer server;
    const std::size_t largest = ServerOptions().max_head;
    const std::size_t without = get("/hello", "X-A: \r\n").size();
    CHECK(server.ask(get("/hello", "X-A: " + std::string(largest - without, 'a') + "\r\n")).status == 200);
    CHECK(server.ask(get("/hello", "X-A: " + std::string(largest - without + 1, 'a') + "\r\n")).status ==
          431);
}

TEST_CASE("a head of many small fields is served or refused by its size alone") {
    const TestServer server;
    std::string fields;
    while (fields.size() < 15'000)
        fields += "a:\r\n";
    CHECK(server.ask(get("/hello", fields)).status == 200);
    while (fields.size() < 20'000)
        fields += "a:\r\n";
    CHECK(server.ask(get("/hello", fields)).status == 431);
}

TEST_CASE("paths are decoded by segment, and malformed ones are refused without closing") {
    const TestServer server;
    RawClient client = server.connect();
    CHECK(client.ask(get("/id/a%2Fb%20c")).body == "a/b c");
    CHECK(client.ask(get("/id/%zz")).status == 400);
    CHECK(client.ask(get("/id/%4")).status == 400);
    CHECK(client.ask(get("/id/a%00b")).status == 400);
    CHECK(client.ask(get("/id/a+b")).body == "a+b");
}
