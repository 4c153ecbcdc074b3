#include <chrono>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/http/server/test_server.hpp"

namespace {

using namespace http_test;
using namespace std::chrono_literals;

ServerOptions patient() {
    ServerOptions options;
    options.head_timeout = 60s;
    options.body_timeout = 60s;
    options.idle_timeout = 60s;
    options.write_timeout = 60s;
    return options;
}

}  // namespace

TEST_CASE("a head that does not come to its end is answered with 408") {
    ServerOptions options = patient();
    options.head_timeout = 100ms;
    const TestServer server(options);
    RawClient client = server.connect();
    client.send("GET /hello HTTP/1.1\r\nHost: te");
    const RawResponse answer = client.read_response();
    CHECK(answer.status == 408);
    CHECK_THAT(answer.body, ContainsSubstring("longer than 0.1 s"));
    CHECK(answer.header("connection") == "close");
    CHECK(client.is_closed_without_another_byte());
}

TEST_CASE("a head that comes drop by drop is answered with 408 in the end") {
    ServerOptions options = patient();
    options.head_timeout = 200ms;
    const TestServer server(options);
    RawClient client = server.connect();
    client.send("GET /hello HTTP/1.1\r\nHost: test\r\nX-A: ");
    CHECK(eventually([&] {
        client.send_some("a");
        return client.is_readable(5ms);
    }));
    CHECK(client.read_response().status == 408);
}

TEST_CASE("five hundred clients that never finish their heads are all sent away") {
    ServerOptions options = patient();
    options.head_timeout = 200ms;
    const TestServer server(options);
    std::vector<RawClient> clients;
    for (int i = 0; i < 500; ++i) {
        clients.push_back(server.connect());
        clients.back().send("GET / HTTP/1.1\r\nX-" + std::to_string(i) + ": ");
    }
    CHECK(server.ask(get("/hello")).status == 200);
    int timed_out = 0;
    for (RawClient& client : clients)
        timed_out += client.read_until_close().starts_with("HTTP/1.1 408 ");
    CHECK(timed_out == 500);
}

TEST_CASE("a body that stops coming is answered with 408") {
    ServerOptions options = patient();
    options.body_timeout = 100ms;
    const TestServer server(options);
    const auto begin = GENERATE(as<std::string>(), "Content-Length: 10\r\n\r\nhello",
                                "Transfer-Encoding: chunked\r\n\r\n5\r\nhel", "Content-Length: 10\r\n\r\n");
    RawClient client = server.connect();
    client.send("POST /echo HTTP/1.1\r\nHost: test\r\n" + begin);
    CHECK(client.read_response().status == 408);
    CHECK(client.is_closed_without_another_byte());
}

TEST_CASE("a body that keeps coming may take longer than the limit between two pieces") {
    ServerOptions options = patient();
    options.body_timeout = 1s;
    options.head_timeout = 100ms;
    const TestServer server(options);
    RawClient client = server.connect();
    const std::string piece(4096, 'b');
    client.send("POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: " + std::to_string(15 * piece.size()) +
                "\r\n\r\n");
    for (int i = 0; i < 15; ++i) {
        CHECK_FALSE(client.is_readable(100ms));
        client.send(piece);
    }
    CHECK(client.read_response().body == "POST\n/echo\n\n" + std::string(15 * piece.size(), 'b'));
}

TEST_CASE("a body that began fast may not go on drop by drop") {
    ServerOptions options;
    options.body_timeout = 200ms;
    const TestServer server(options);
    RawClient client = server.connect();
    REQUIRE(client.send("POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 9000000\r\n\r\n" +
                        std::string(8'000'000, 'b')));
    // What has come would pay for two hours at the lowest rate on average.
    while (!client.is_readable(10ms) && client.send("b")) {
    }
    CHECK(client.read_response().status == 408);
}

TEST_CASE("a body that comes drop by drop is answered with 408 in the end") {
    ServerOptions options = patient();
    options.body_timeout = 300ms;
    const TestServer server(options);
    RawClient client = server.connect();
    client.send("POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 100000\r\n\r\n");
    CHECK(eventually([&] {
        client.send_some("b");
        return client.is_readable(5ms);
    }));
    CHECK(client.read_response().status == 408);
}

TEST_CASE("an idle connection is closed without a word") {
    ServerOptions options = patient();
    options.idle_timeout = 100ms;
    const TestServer server(options);
    RawClient client = server.connect();
    SECTION("that never sent anything") {}
    SECTION("between two requests") {
        CHECK(client.ask(get("/hello")).status == 200);
    }
    CHECK(client.is_closed_without_another_byte());
}

TEST_CASE("long work is not cut by the limits meant for clients") {
    ServerOptions options;
    options.head_timeout = 50ms;
    options.body_timeout = 50ms;
    options.idle_timeout = 50ms;
    options.write_timeout = 50ms;
    TestServer server(options);
    RawClient client = server.connect();
    client.send(get("/wait-long"));
    REQUIRE(eventually([&] { return server.gate().arrived() == 1; }));
    CHECK_FALSE(client.is_readable(600ms));
    server.gate().open();
    CHECK(client.read_response().body == "done\n");
}

TEST_CASE("the time limit of a head begins anew with each request") {
    ServerOptions options = patient();
    options.head_timeout = 500ms;
    const TestServer server(options);
    RawClient client = server.connect();
    for (int i = 0; i < 8; ++i) {
        client.send("GET /hello HTTP/1.1\r\n");
        CHECK_FALSE(client.is_readable(100ms));
        CHECK(client.ask("Host: test\r\n\r\n").status == 200);
    }
}
