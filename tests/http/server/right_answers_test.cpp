#include <algorithm>
#include <atomic>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/catch.hpp"
#include "tests/http/server/test_server.hpp"

// Pistache's own write queue is keyed by descriptor number, and numbers are reused: an answer could reach
// whoever came next. It also crashed when a client left while another thread answered it.

namespace {

using namespace http_test;

struct Tally {
    std::atomic<int> right{0};
    std::atomic<int> wrong{0};
};

/// Many short connections; half of them leave without reading, in every way there is.
void ask_and_leave(std::uint16_t port, const std::string& path, unsigned seed, int connections,
                   Tally& tally) {
    std::mt19937 random(seed);
    for (int i = 0; i < connections; ++i) {
        RawClient client(port);
        const std::string id = std::to_string(seed) + "-" + std::to_string(i);
        const auto request = [&](const std::string& suffix) {
            return get(path + id + suffix, "X-Request-Id: " + id + suffix + "\r\n");
        };
        switch (random() % 6) {
            case 0:  // gone before the answer
                client.send(request("a"));
                client.close();
                break;
            case 1:
                client.send(request("a"));
                client.reset();
                break;
            case 2:  // gone with half of a request sent
                client.send(request("a") + request("b").substr(0, 20));
                client.reset();
                break;
            default:
                for (const char* suffix : {"a", "b", "c"}) {
                    const RawResponse answer = client.ask(request(suffix));
                    const bool is_mine = answer.status == 200 && answer.body == id + suffix &&
                                         answer.header("x-request-id") == id + suffix;
                    ++(is_mine ? tally.right : tally.wrong);
                }
        }
    }
}

void test_with(const std::string& path) {
    ServerOptions options;
    options.io_threads = 2;
    TestServer server(options);
    Tally tally;
    {
        std::vector<std::jthread> clients;
        for (unsigned seed = 1; seed <= 8; ++seed) {
            clients.emplace_back([&, seed] { ask_and_leave(server.port(), path, seed, 150, tally); });
        }
    }
    CHECK(tally.wrong == 0);
    CHECK(tally.right > 1000);
    CHECK(server.ask(get("/hello")).status == 200);
}

}  // namespace

TEST_CASE("every client gets its own answer while others disconnect, from the I/O thread") {
    test_with("/id/");
}

TEST_CASE("every client gets its own answer while others disconnect, from workers") {
    test_with("/worker-id/");
}

TEST_CASE("an answer to a client that has gone is not sent to the next one with its descriptor") {
    TestServer server;
    std::vector<RawClient> gone;
    for (int i = 0; i < 4; ++i) {
        gone.push_back(server.connect());
        gone.back().send(get("/wait", "X-Request-Id: gone\r\n"));
    }
    REQUIRE(eventually([&] { return server.gate().arrived() == 4; }));
    const std::size_t with_them = open_descriptors();
    for (RawClient& client : gone)
        client.reset();
    // Both ends have closed: the server's numbers are free, and the next clients get them.
    REQUIRE(eventually([&] { return open_descriptors() == with_them - 8; }));
    std::vector<RawClient> next;
    for (int i = 0; i < 4; ++i) {
        next.push_back(server.connect());
        CHECK(next.back().ask(get("/id/first", "X-Request-Id: next\r\n")).body == "first");
    }
    server.gate().open();
    REQUIRE(eventually([&] {
        const auto entries = server.accesses();
        return std::count_if(entries.begin(), entries.end(),
                             [](const auto& entry) { return entry.path == "/wait"; }) == 4;
    }));
    for (RawClient& client : next) {
        const RawResponse answer = client.ask(get("/id/mine", "X-Request-Id: next\r\n"));
        CHECK(answer.body == "mine");
        CHECK(answer.header("x-request-id") == "next");
        CHECK_FALSE(client.is_readable(std::chrono::milliseconds(0)));
    }
}

TEST_CASE("large answers from workers survive clients that leave in the middle") {
    TestServer server;
    std::vector<std::jthread> clients;
    std::atomic<int> whole{0};
    for (int i = 0; i < 4; ++i) {
        clients.emplace_back([&, i] {
            for (int round = 0; round < 10; ++round) {
                RawClient client(server.port());
                client.send(get("/worker-large"));
                if ((round + i) % 2 == 0) {
                    client.is_readable(std::chrono::seconds(10));
                    client.reset();
                } else if (client.read_response().body == std::string(large_size, 'x')) {
                    ++whole;
                }
            }
        });
    }
    clients.clear();
    CHECK(whole == 20);
}

TEST_CASE("the stop token of a request is set when its client has gone") {
    std::atomic<bool> running{false};
    std::atomic<bool> was_stopped{false};
    Router more;
    more.add({"GET", "/until-stopped", "until_stopped", Workload::lengthy,
              [&](const Request&, const PathParameters&, Context& context) {
                  running = true;
                  was_stopped = eventually([&] { return context.stop.stop_requested(); });
                  return text("stopped");
              }});
    TestServer server({}, std::move(more));
    RawClient client = server.connect();
    client.send(get("/until-stopped"));
    REQUIRE(eventually([&] { return running.load(); }));
    SECTION("with a reset") {
        client.reset();
    }
    SECTION("in an orderly way") {
        client.close();
    }
    CHECK(eventually([&] { return was_stopped.load(); }));
}
