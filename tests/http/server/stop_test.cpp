#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "tests/catch.hpp"
#include "tests/http/server/test_server.hpp"

// Pistache's shutdown dropped the answers in flight.

namespace {

using namespace http_test;
using namespace std::chrono_literals;

/// Whether the server takes a new request on a new connection.
bool serves(std::uint16_t port) {
    try {
        return RawClient(port).ask(get("/hello")).status == 200;
    } catch (const ConnectionClosed&) {
        return false;
    } catch (const std::system_error&) {
        return false;
    }
}

}  // namespace

TEST_CASE("stopping waits for answers in flight") {
    TestServer server;
    std::vector<RawClient> clients;
    for (const char* path : {"/wait", "/wait-long", "/wait"}) {
        clients.push_back(server.connect());
        clients.back().send(get(path));
    }
    REQUIRE(eventually([&] { return server.gate().arrived() == 3; }));
    std::optional<bool> all_delivered;
    {
        const std::jthread stopping([&] { all_delivered = server.stop(); });
        REQUIRE(eventually([&] { return !serves(server.port()); }));
        server.gate().open();
    }
    CHECK(all_delivered == true);
    for (RawClient& client : clients) {
        const RawResponse answer = client.read_response();
        CHECK(answer.body == "done\n");
        CHECK(answer.header("connection") == "close");
        CHECK(client.is_closed_without_another_byte());
    }
}

TEST_CASE("stopping delivers a large answer whole") {
    TestServer server;
    RawClient client = server.connect();
    client.send(get("/worker-large"));
    REQUIRE(client.is_readable(10s));
    std::optional<bool> all_delivered;
    RawResponse answer;
    {
        const std::jthread stopping([&] { all_delivered = server.stop(); });
        REQUIRE(eventually([&] { return !serves(server.port()); }));
        answer = client.read_response();
    }
    CHECK(all_delivered == true);
    CHECK(answer.body == std::string(large_size, 'x'));
}

TEST_CASE("stopping closes idle connections at once") {
    ServerOptions options;
    options.drain_timeout = 60s;
    TestServer server(options);
    RawClient client = server.connect();
    CHECK(client.ask(get("/hello")).status == 200);
    RawClient silent = server.connect();
    CHECK(server.stop());
    CHECK(client.is_closed_without_another_byte());
}

TEST_CASE("stopping twice is stopping once") {
    TestServer server;
    CHECK(server.ask(get("/hello")).status == 200);
    CHECK(server.stop());
    CHECK(server.stop());
}

TEST_CASE("two threads may stop at the same time") {
    TestServer server;
    CHECK(server.ask(get("/hello")).status == 200);
    std::atomic<int> stopped{0};
    {
        std::vector<std::jthread> stopping;
        for (int i = 0; i < 3; ++i)
            stopping.emplace_back([&] { stopped += server.stop(); });
    }
    CHECK(stopped == 3);
}

TEST_CASE("a server that was never started stops") {
    gasworks::http::Server server({}, {});
    CHECK(server.stop());
}

TEST_CASE("a server is stopped by its destructor, with requests in flight") {
    std::atomic<bool> running{false};
    Router more;
    more.add({"GET", "/until-stopped", "until_stopped", Workload::lengthy,
              [&](const Request&, const PathParameters&, Context& context) {
                  running = true;
                  return text(eventually([&] { return context.stop.stop_requested(); }) ? "stopped"
                                                                                        : "not stopped");
              }});
    ServerOptions options;
    options.drain_timeout = 400ms;
    std::optional<RawClient> client;
    {
        TestServer server(options, std::move(more));
        client = server.connect();
        client->send(get("/until-stopped"));
        REQUIRE(eventually([&] { return running.load(); }));
    }
    // Its token was set at half of the time, so there was time for its answer.
    CHECK(client->read_response().body == "stopped");
}

TEST_CASE("stopping gives up on a client that does not read, and says so") {
    ServerOptions options;
    options.drain_timeout = 300ms;
    TestServer server(options);
    RawClient::Options small;
    small.receive_buffer = 4096;
    RawClient client(server.port(), small);
    client.send(get("/large"));
    REQUIRE(client.is_readable(10s));
    CHECK_FALSE(server.stop());
    CHECK_FALSE(server.stop());
}

TEST_CASE("requests that come while a server stops are answered or their connections closed") {
    for (int round = 0; round < 10; ++round) {
        ServerOptions options;
        options.io_threads = 2;
        TestServer server(options);
        std::atomic<bool> wrong{false};
        std::atomic<int> asked{0};
        std::vector<std::jthread> clients;
        for (int i = 0; i < 4; ++i) {
            clients.emplace_back([&, i] {
                try {
                    while (true) {
                        RawClient client(server.port());
                        for (int n = 0; n < 20; ++n) {
                            const std::string id = std::to_string(i) + "-" + std::to_string(n);
                            const RawResponse answer = client.ask(get("/worker-id/" + id));
                            ++asked;
                            if (answer.status == 503) break;
                            if (answer.status != 200 || answer.body != id) wrong = true;
                            if (answer.header("connection") == "close") break;
                        }
                    }
                } catch (const ConnectionClosed&) {
                } catch (const DeadlinePassed&) {
                    wrong = true;                     // neither answered nor closed
                } catch (const std::system_error&) {  // refused: the server has stopped
                }
            });
        }
        REQUIRE(eventually([&] { return asked > 50; }));
        CHECK(server.stop());
        clients.clear();
        CHECK_FALSE(wrong);
    }
}

TEST_CASE("no socket stays open when a server is gone") {
    const auto run = [] {
        TestServer server;
        RawClient client = server.connect();
        CHECK(client.ask(get("/worker-id/1")).status == 200);
        RawClient idle = server.connect();
    };
    // Sockets alone are counted: Pistache keeps three event descriptors for each server there ever was.
    const std::size_t before = open_sockets();
    for (int i = 0; i < 5; ++i)
        run();
    CHECK(open_sockets() == before);
}
