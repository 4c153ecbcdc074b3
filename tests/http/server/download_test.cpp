#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/http/server/test_server.hpp"

// Pistache's serveFile died of SIGPIPE at the first download that was broken off; with the signal ignored it
// leaked a descriptor for each. SIGPIPE has its default action here: a server that raises it ends this
// program.

namespace {
using namespace http_test;
}

TEST_CASE("downloads that are broken off neither kill the server nor leak descriptors") {
    TestServer server;
    // What a thread opens once and keeps is open from here on.
    CHECK(server.ask(get("/worker-large")).body.size() == large_size);
    const std::size_t before = open_descriptors();
    for (int i = 0; i < 60; ++i) {
        RawClient::Options options;
        options.receive_buffer = 16'384;
        RawClient client(server.port(), options);
        client.send(get(i % 2 == 0 ? "/large" : "/worker-large"));
        REQUIRE(client.is_readable(std::chrono::seconds(10)));
        if (i % 3 == 0) {
            client.reset();
        } else {
            client.close();
        }
    }
    CHECK(eventually([&] { return open_descriptors() <= before; }));
    CHECK(server.ask(get("/large")).body == std::string(large_size, 'x'));
}

TEST_CASE("a body that is shared with other answers is given back when the client leaves") {
    const auto body = std::make_shared<const std::string>(large_size, 's');
    Router more;
    more.add({"GET", "/shared", "shared", Workload::immediate,
              [weak = std::weak_ptr(body), body](const Request&, const PathParameters&, Context&) {
                  return gasworks::http::ok(body, "text/plain");
              }});
    TestServer server({}, std::move(more));
    const long idle = body.use_count();
    std::vector<RawClient> clients;
    for (int i = 0; i < 10; ++i) {
        clients.push_back(server.connect());
        clients.back().send(get("/shared"));
        REQUIRE(clients.back().is_readable(std::chrono::seconds(10)));
    }
    clients.clear();
    CHECK(eventually([&] { return body.use_count() == idle; }));
}

TEST_CASE("connections that end leave no descriptor behind") {
    TestServer server;
    CHECK(server.ask(get("/hello")).status == 200);
    REQUIRE(eventually([&] { return server.accesses().size() == 1; }));
    const std::size_t before = open_descriptors();
    for (int i = 0; i < 200; ++i) {
        RawClient client = server.connect();
        switch (i % 5) {
            case 0:
                break;
            case 1:
                client.send("GET /hel");
                break;
            case 2:
                client.ask("nonsense\r\n\r\n");
                break;
            case 3:
                client.ask(get("/hello"));
                break;
            default:
                client.send(get("/hello"));
                client.reset();
        }
    }
    CHECK(eventually([&] { return open_descriptors() <= before; }));
}
