#include <string>

#include "tests/catch.hpp"
#include "tests/http/server/test_server.hpp"

// Pistache answered without `Connection` fields of the request as if it closed, yet did not; never acted on
// `Connection: close`; and answered only the first of the requests that came in one segment.

namespace {

using namespace http_test;

std::string hello_1_0(const std::string& fields = "") {
    return "GET /hello HTTP/1.0\r\n" + fields + "\r\n";
}

}  // namespace

TEST_CASE("a connection is kept, and says so") {
    const TestServer server;
    RawClient client = server.connect();
    for (int i = 0; i < 3; ++i) {
        const RawResponse answer = client.ask(get("/hello"));
        CHECK(answer.status == 200);
        CHECK(answer.header("connection") == "keep-alive");
    }
}

TEST_CASE("a connection is closed when the client asks for it") {
    const TestServer server;
    const auto field = GENERATE(as<std::string>(), "Connection: close\r\n", "connection: Close\r\n",
                                "Connection: foo, close\r\n", "Connection: foo\r\nConnection: close\r\n");
    const auto path = GENERATE(as<std::string>(), "/hello", "/worker-id/1", "/nothing");
    INFO(path << ' ' << field);
    RawClient client = server.connect();
    const RawResponse answer = client.ask(get(path, field) + get("/hello"));
    CHECK(answer.status == (path == "/nothing" ? 404 : 200));
    CHECK(answer.header("connection") == "close");
    CHECK(client.is_closed_without_another_byte());
}

TEST_CASE("HTTP/1.0 closes unless the client asks to keep") {
    const TestServer server;
    RawClient client = server.connect();
    RawResponse answer = client.ask(hello_1_0("Connection: keep-alive\r\n"));
    CHECK(answer.status == 200);
    CHECK(answer.header("connection") == "keep-alive");
    answer = client.ask(hello_1_0());
    CHECK(answer.status == 200);
    CHECK(answer.header("connection") == "close");
    CHECK(client.is_closed_without_another_byte());
}

TEST_CASE("pipelined requests are answered in order") {
    const TestServer server;
    RawClient client = server.connect();
    std::string requests;
    for (int i = 0; i < 200; ++i) {
        // The slower kinds come first in each group, so that answers in any other order would show.
        switch (i % 3) {
            case 0:
                requests += get("/worker-id/" + std::to_string(i));
                break;
            case 1:
                requests += post("/echo-worker", std::to_string(i));
                break;
            default:
                requests += get("/id/" + std::to_string(i));
        }
    }
    client.send(requests);
    for (int i = 0; i < 200; ++i) {
        const RawResponse answer = client.read_response();
        REQUIRE(answer.status == 200);
        const std::string expected = std::to_string(i);
        REQUIRE(answer.body == (i % 3 == 1 ? "POST\n/echo-worker\n\n" + expected : expected));
    }
}

TEST_CASE("a request that waits for another one's answer is not begun") {
    TestServer server;
    RawClient client = server.connect();
    client.send(get("/wait") + get("/id/second"));
    REQUIRE(eventually([&] { return server.gate().arrived() == 1; }));
    CHECK(server.ask(get("/hello")).status == 200);
    for (const AccessEntry& entry : server.accesses())
        CHECK(entry.path == "/hello");
    server.gate().open();
    CHECK(client.read_response().body == "done\n");
    CHECK(client.read_response().body == "second");
}

TEST_CASE("what a client sends while it waits for an answer is bounded") {
    TestServer server;
    RawClient client = server.connect();
    client.send(get("/wait"));
    REQUIRE(eventually([&] { return server.gate().arrived() == 1; }));
    const std::string flood(1UL << 20U, 'x');
    std::size_t sent = 0;
    constexpr std::size_t far_too_much = 64UL << 20U;
    for (int full = 0; full < 20 && sent < far_too_much;) {
        const std::size_t now = client.send_some(flood);
        sent += now;
        if (now == 0) {
            ++full;
            server.ask(get("/hello"));
        }
    }
    CHECK(sent < far_too_much);
    server.gate().open();
    CHECK(client.read_response().body == "done\n");
}

TEST_CASE("a client that has sent all it will still gets its answers") {
    TestServer server;
    RawClient client = server.connect();
    const auto path = GENERATE(as<std::string>(), "/id/7", "/worker-id/7");
    client.send(get(path) + get(path));
    client.shut_down_sending();
    CHECK(client.read_response().body == "7");
    CHECK(client.read_response().body == "7");
    CHECK(client.is_closed_without_another_byte());
}

TEST_CASE("a client that ends within a request is not answered for it") {
    const TestServer server;
    const auto part =
        GENERATE(as<std::string>(), "GET /hello HT", "POST /echo HTTP/1.1\r\nHost: t\r\n",
                 "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 10\r\n\r\nhello",
                 "POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel");
    RawClient client = server.connect();
    client.send(part);
    client.shut_down_sending();
    const std::string answer = client.read_until_close();
    CHECK((answer.empty() || answer.starts_with("HTTP/1.1 400 ")));
    for (const AccessEntry& entry : server.accesses())
        CHECK(entry.status != 200);
}
