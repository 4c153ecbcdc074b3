#include "program/health_check.hpp"

#include <boost/asio/ip/tcp.hpp>

#include "http/server.hpp"
#include "tests/catch.hpp"

using namespace gasworks;

namespace {

/// A server that answers /livez with `status`.
struct Answering {
    explicit Answering(int status, http::ServerOptions options = {}) {
        http::Router router;
        router.add({"GET", "/livez", "livez", http::Workload::immediate,
                    [status](const http::Request&, const http::PathParameters&, http::Context&) {
                        return http::Response{status, {}, std::string("body")};
                    }});
        options.port = 0;
        server.emplace(options, std::move(router));
        server->start();
    }
    std::optional<http::Server> server;
};

int check(const std::string& host, std::uint16_t port) {
    return program::check_health("test", host, port, std::chrono::seconds(5));
}

}  // namespace

TEST_CASE("a server that answers is healthy, however its address was written") {
    http::ServerOptions everywhere;
    everywhere.host = "0.0.0.0";
    const Answering alive(200, everywhere);
    for (const char* host : {"0.0.0.0", "127.0.0.1", "localhost"})
        CHECK(check(host, alive.server->port()) == 0);
}

TEST_CASE("a server that answers to certain names alone is healthy, too") {
    http::ServerOptions options;
    options.access.host_names = {"faces.example"};
    const Answering alive(200, options);
    CHECK(check("127.0.0.1", alive.server->port()) == 0);
    CHECK(check("localhost", alive.server->port()) == 0);
}

TEST_CASE("a server that refuses, is gone, or is no HTTP server is not healthy") {
    const Answering ill(503);
    CHECK(check("127.0.0.1", ill.server->port()) == 1);
    std::uint16_t port = 0;
    {
        const Answering gone(200);
        port = gone.server->port();
    }
    CHECK(check("127.0.0.1", port) == 1);
    CHECK(check("no.such.host.invalid", port) == 1);
    CHECK(check("127.0.0.1", 0) == 2);
}

TEST_CASE("a server that takes connections and says nothing is not healthy after a while") {
    boost::asio::io_context io;
    const boost::asio::ip::tcp::acceptor silent(io, {boost::asio::ip::address_v4::loopback(), 0});
    CHECK(program::check_health("test", "127.0.0.1", silent.local_endpoint().port(),
                                std::chrono::milliseconds(100)) == 1);
}
