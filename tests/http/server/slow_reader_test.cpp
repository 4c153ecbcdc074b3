#include <chrono>
#include <ctime>
#include <poll.h>
#include <vector>

#include "tests/catch.hpp"
#include "tests/http/server/test_server.hpp"

// Pistache retried a write that the client's full buffer refused, for ever, on the thread of everybody else.

namespace {

using namespace http_test;

std::chrono::nanoseconds cpu_time() {
    timespec used{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

RawClient with_small_buffer(const TestServer& server) {
    RawClient::Options options;
    options.receive_buffer = 4096;
    return {server.port(), options};
}

}  // namespace

TEST_CASE("a client that does not read costs no CPU time and holds nobody up") {
    ServerOptions options;
    options.io_threads = 1;  // so that everybody shares the slow client's thread
    TestServer server(options);
    std::vector<RawClient> slow;
    for (const char* path : {"/large", "/worker-large", "/large"}) {
        slow.push_back(with_small_buffer(server));
        slow.back().send(get(path));
        REQUIRE(slow.back().is_readable(std::chrono::seconds(10)));
    }
    RawClient other = server.connect();
    for (int i = 0; i < 500; ++i)
        REQUIRE(other.ask(get("/hello")).body == "hello\n");

    const auto before = cpu_time();
    poll(nullptr, 0, 500);
    CHECK(cpu_time() - before < std::chrono::milliseconds(100));

    SECTION("and gets its answer when it reads after all") {
        for (RawClient& client : slow)
            CHECK(client.read_response().body == std::string(large_size, 'x'));
    }
}

TEST_CASE("a client that takes no byte of its answer for too long is disconnected") {
    ServerOptions options;
    options.write_timeout = std::chrono::milliseconds(200);
    TestServer server(options);
    RawClient slow = with_small_buffer(server);
    CHECK(slow.ask(get("/hello")).status == 200);
    const std::size_t with_it = open_descriptors();
    slow.send(get("/large"));
    CHECK(eventually([&] { return open_descriptors() == with_it - 1; }));
    CHECK(slow.read_until_close().size() < large_size);
}

TEST_CASE("a client that reads slowly but steadily is served for longer than the time limit") {
    ServerOptions options;
    options.write_timeout = std::chrono::milliseconds(300);
    TestServer server(options);
    RawClient slow = with_small_buffer(server);
    slow.send(get("/id/slow"));
    CHECK(slow.read_response().body == "slow");
    slow.send(get("/large"));
    // The client takes its time, but its buffer is never full for longer than the limit.
    CHECK(slow.read_response().body.size() == large_size);
}

TEST_CASE("requests of a client that does not read its answers do not pile up in memory") {
    TestServer server;
    RawClient slow = with_small_buffer(server);
    const std::string request = get("/large");
    // Each request asks for 4 MiB. The server stops reading, so this client can't go on sending for ever.
    std::size_t sent = 0;
    std::size_t idle_rounds = 0;
    constexpr std::size_t far_too_much = 64UL << 20U;
    std::string many;
    while (many.size() < 1UL << 20U)
        many += request;
    while (idle_rounds < 20 && sent < far_too_much) {
        const std::size_t now = slow.send_some(many);
        sent += now;
        idle_rounds = now == 0 ? idle_rounds + 1 : 0;
        if (now == 0) poll(nullptr, 0, 10);
    }
    CHECK(sent < far_too_much);
    const auto entries = server.accesses();
    CHECK(entries.size() < 5);
    CHECK(server.ask(get("/hello")).status == 200);
}
