#include <algorithm>
#include <atomic>
#include <barrier>
#include <string>
#include <thread>
#include <vector>

#include "tests/catch.hpp"
#include "tests/http/server/test_server.hpp"

namespace {

using namespace http_test;

/// `fields` are whole lines with their line ends.
std::string post_head(std::size_t length, const std::string& fields = "") {
    return "POST /echo-worker HTTP/1.1\r\nHost: test\r\nContent-Length: " + std::to_string(length) + "\r\n" +
           fields + "\r\n";
}

}  // namespace

TEST_CASE("a body may be as large as the limit") {
    ServerOptions options;
    options.max_body = 100'000;
    const TestServer server(options);
    CHECK(server.ask(post("/echo-worker", std::string(100'000, 'b'))).status == 200);
}

TEST_CASE("a body that is larger than the limit is refused, and its sender can read so") {
    ServerOptions options;
    options.max_body = 100'000;
    const TestServer server(options);
    for (int i = 0; i < 20; ++i) {
        RawClient client = server.connect();
        // The answer must not be lost in a reset because the server closes on bytes it has not read.
        client.send(post("/echo-worker", std::string(1'000'000, 'b')));
        const RawResponse answer = client.read_response();
        CHECK(answer.status == 413);
        CHECK(answer.header("connection") == "close");
        CHECK(client.is_closed_without_another_byte());
    }
}

TEST_CASE("chunks that are larger than the limit together are refused") {
    ServerOptions options;
    options.max_body = 100'000;
    const TestServer server(options);
    std::string request = "POST /echo-worker HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (int i = 0; i < 7; ++i)
        request += "4000\r\n" + std::string(0x4000, 'c') + "\r\n";
    RawClient client = server.connect();
    client.send(request);
    CHECK(client.read_response().status == 413);
    CHECK(client.is_closed_without_another_byte());
}

TEST_CASE("a chunk extension or a trailer without an end is refused") {
    const TestServer server;
    const auto begin = GENERATE(as<std::string>(), "5;", "0\r\nX-Trailer: ");
    RawClient client = server.connect();
    client.send("POST /echo HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n" + begin +
                std::string(1UL << 20U, 'a'));
    const int status = client.read_response().status;
    CHECK((status == 400 || status == 431));
    CHECK(client.is_closed_without_another_byte());
}

TEST_CASE("bodies that memory has no room for are refused until it has") {
    ServerOptions options;
    options.max_bodies_in_memory = 1'000'000;
    TestServer server(options);
    RawClient first = server.connect();
    first.send(post_head(800'000) + std::string(700'000, 'b'));
    const auto refused = [&] {
        const RawResponse answer = server.ask(post("/echo-worker", std::string(400'000, 'b')));
        if (answer.status == 503) CHECK(answer.has("retry-after"));
        return answer.status == 503;
    };
    REQUIRE(eventually(refused));
    SECTION("by an answer") {
        CHECK(first.ask(std::string(100'000, 'b')).status == 200);
    }
    SECTION("by a client that gives up") {
        first.reset();
    }
    CHECK(eventually([&] { return !refused(); }));
}

TEST_CASE("many uploads at once stay within the memory for bodies") {
    ServerOptions options;
    options.max_bodies_in_memory = 4UL << 20U;
    options.max_body = 1UL << 20U;
    options.body_timeout = std::chrono::minutes(10);
    TestServer server(options);
    const std::string body(1UL << 20U, 'b');
    std::vector<RawClient> taken;
    for (int i = 0; i < 4; ++i) {
        taken.push_back(server.connect());
        // What waits in the kernel takes nothing of it; who is told to continue has been given room.
        REQUIRE(taken.back().ask(post_head(1UL << 20U, "Expect: 100-continue\r\n")).status == 100);
    }
    for (int i = 0; i < 8; ++i) {
        RawClient another = server.connect();
        another.send(post_head(1UL << 20U) + body.substr(1));
        CHECK(another.read_response().status == 503);
    }
    for (RawClient& client : taken)
        CHECK(client.ask(body).status == 200);
}

TEST_CASE("one address gets half of the memory for bodies at most") {
    ServerOptions options;
    options.max_bodies_in_memory = 1'000'000;
    options.max_connections_per_address = 100;
    TestServer server(options);
    RawClient first = server.connect();
    first.send(post_head(300'000) + std::string(299'999, 'b'));
    RawResponse answer;
    REQUIRE(eventually([&] {
        answer = server.ask(post("/echo-worker", std::string(300'000, 'b')));
        return answer.status == 503;
    }));
    CHECK_THAT(answer.body, ContainsSubstring("500000 bytes") && ContainsSubstring("one address"));
    CHECK(answer.has("retry-after"));
    CHECK(first.ask("b").status == 200);
    CHECK(eventually(
        [&] { return server.ask(post("/echo-worker", std::string(300'000, 'b'))).status == 200; }));
}

TEST_CASE("whoever announces a body and stays silent keeps its place while there is room for others") {
    ServerOptions options;
    options.max_bodies_in_memory = 1'000'000;
    options.body_timeout = std::chrono::seconds(3);  // a twelfth of that where memory is scarce
    TestServer server(options);
    RawClient patient = server.connect();
    patient.send(post_head(400'000));
    CHECK_FALSE(patient.is_readable(std::chrono::milliseconds(500)));
    RawClient second = server.connect();
    second.send(post_head(200'000));
    CHECK(patient.read_response().status == 408);
    CHECK(eventually(
        [&] { return server.ask(post("/echo-worker", std::string(700'000, 'b'))).status == 200; }));
}

TEST_CASE("a large body that nobody would take is refused before it comes") {
    TestServer server;
    const auto ask = [&](const std::string& line) {
        RawClient client = server.connect();
        client.send(line + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
        const RawResponse answer = client.read_response();
        CHECK(answer.header("connection") == "close");
        return answer.status;
    };
    CHECK(ask("POST /nowhere") == 404);
    CHECK(ask("POST /hello") == 405);
    CHECK(ask("POST /%zz") == 400);
}

TEST_CASE("a probe is answered while every worker and the queue are taken") {
    ServerOptions options;
    options.workers = 1;
    options.queue_length = 1;
    Router more;
    more.add({"GET", "/probe", "probe", Workload::probe,
              [](const Request&, const PathParameters&, Context&) { return text("well"); }});
    TestServer server(options, std::move(more));
    std::vector<RawClient> clients;
    const auto wait = [&] {
        clients.push_back(server.connect());
        clients.back().send(get("/wait"));
    };
    wait();
    // The queue has room for one: the next must not come before the worker has taken this one.
    REQUIRE(eventually([&] { return server.server().load().ordinary.busy == 1; }));
    wait();
    REQUIRE(eventually([&] { return server.server().load().ordinary.waiting == 1; }));
    CHECK(server.ask(get("/probe")).body == "well");
    server.gate().open();
    for (RawClient& client : clients)
        CHECK(client.read_response().status == 200);
}

TEST_CASE("a request that finds the queue full is told to come back") {
    ServerOptions options;
    options.workers = 1;
    options.queue_length = 2;
    TestServer server(options);
    std::vector<RawClient> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(server.connect());
        clients.back().send(get("/wait"));
        if (i == 0) REQUIRE(eventually([&] { return server.gate().arrived() == 1; }));
    }
    // The I/O thread has read the others once it has answered a later one of the same connections' kind.
    const auto overloaded = [&] { return server.ask(get("/worker-id/1")); };
    RawResponse answer;
    REQUIRE(eventually([&] {
        RawClient probe = server.connect();
        probe.send(get("/worker-id/1"));
        if (!probe.is_readable(std::chrono::milliseconds(200))) return false;
        answer = probe.read_response();
        return answer.status == 503;
    }));
    CHECK(answer.header("retry-after") == "1");
    CHECK(answer.header("content-type") == "application/problem+json");
    CHECK_THAT(answer.body, ContainsSubstring("2 requests wait"));
    CHECK(answer.header("connection") == "keep-alive");
    CHECK(overloaded().status == 503);
    CHECK(server.ask(get("/hello")).status == 200);
    server.gate().open();
    int done = 0;
    for (RawClient& client : clients)
        done += client.read_response().status == 200;
    CHECK(done >= 2);
    CHECK(eventually([&] { return overloaded().status == 200; }));
}

TEST_CASE("lengthy work does not hold up ordinary work") {
    ServerOptions options;
    options.lengthy_workers = 1;
    options.queue_length = 4;
    TestServer server(options);
    std::vector<RawClient> clients;
    for (int i = 0; i < 4; ++i) {
        clients.push_back(server.connect());
        clients.back().send(get("/wait-long"));
    }
    REQUIRE(eventually([&] { return server.gate().arrived() == 1; }));
    for (int i = 0; i < 50; ++i)
        CHECK(server.ask(get("/worker-id/5")).body == "5");
    server.gate().open();
    for (RawClient& client : clients)
        CHECK(client.read_response().body == "done\n");
}

TEST_CASE("more connections than the limit are refused, and places are given back") {
    ServerOptions options;
    options.max_connections = 10;
    TestServer server(options);
    std::vector<RawClient> clients;
    for (int i = 0; i < 10; ++i) {
        clients.push_back(server.connect());
        REQUIRE(clients.back().ask(get("/hello")).status == 200);
    }
    RawClient one_more = server.connect();
    one_more.send(get("/hello"));
    const RawResponse refused = one_more.read_response();
    CHECK(refused.status == 503);
    CHECK_THAT(refused.body, ContainsSubstring("has 10 connections"));
    CHECK(one_more.is_closed_without_another_byte());
    for (RawClient& client : clients)
        CHECK(client.ask(get("/hello")).status == 200);
    clients.clear();
    CHECK(eventually([&] { return server.ask(get("/hello")).status == 200; }));
}

TEST_CASE("an address has a limit of its own, from which clients on this machine can be exempt") {
    ServerOptions options;
    options.max_connections_per_address = 3;
    options.count_local_clients = GENERATE(true, false);
    TestServer server(options);
    std::vector<RawClient> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(server.connect());
        REQUIRE(clients.back().ask(get("/hello")).status == 200);
    }
    const RawResponse answer = server.ask(get("/hello"));
    CHECK(answer.status == (options.count_local_clients ? 429 : 200));
    if (answer.status == 429) {
        CHECK(answer.header("retry-after") == "1");
        CHECK_THAT(answer.body, ContainsSubstring("3 connections from 127.0.0.1"));
    }
    clients.pop_back();
    CHECK(eventually([&] { return server.ask(get("/hello")).status == 200; }));
}

TEST_CASE("a flood of connections beyond the limit does not use up the descriptors") {
    ServerOptions options;
    options.max_connections = 5;
    TestServer server(options);
    std::vector<RawClient> clients;
    for (int i = 0; i < 5; ++i) {
        clients.push_back(server.connect());
        REQUIRE(clients.back().ask(get("/hello")).status == 200);
    }
    std::vector<RawClient> flood;
    for (int i = 0; i < 400; ++i)
        flood.push_back(server.connect());
    int refused = 0;
    int cut = 0;
    for (RawClient& client : flood) {
        const std::string answer = client.read_until_close();
        refused += answer.starts_with("HTTP/1.1 503 ");
        cut += answer.empty();
    }
    CHECK(refused + cut == 400);
    CHECK(refused > 0);
    CHECK(cut > 0);
    for (RawClient& client : clients)
        CHECK(client.ask(get("/hello")).status == 200);
}

TEST_CASE("clients that come at the same moment are all served") {
    TestServer server;
    constexpr int rounds = 400;
    constexpr int together = 3;
    std::atomic<int> served{0};
    std::barrier round_begins(together);
    std::vector<std::jthread> threads;
    for (int i = 0; i < together; ++i) {
        threads.emplace_back([&] {
            for (int round = 0; round < rounds; ++round) {
                round_begins.arrive_and_wait();
                try {
                    served += server.ask(get("/hello")).status == 200;
                } catch (const DeadlinePassed&) {
                    return round_begins.arrive_and_drop();
                }
            }
        });
    }
    threads.clear();
    CHECK(served == rounds * together);
}

TEST_CASE("hundreds of idle connections do not disturb the others") {
    TestServer server;
    std::vector<RawClient> idle;
    for (int i = 0; i < 400; ++i)
        idle.push_back(server.connect());
    for (int i = 0; i < 100; ++i)
        REQUIRE(server.ask(get("/hello")).status == 200);
    for (RawClient& client : idle)
        REQUIRE(client.ask(get("/hello")).status == 200);
}
