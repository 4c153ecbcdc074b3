#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/catch.hpp"
#include "tests/http/server/test_server.hpp"

namespace {

using namespace http_test;
using gasworks::http::CannotListen;

std::string reason_for(const ServerOptions& options) {
    gasworks::http::Server server(options, {});
    try {
        server.start();
    } catch (const CannotListen& error) {
        return error.what();
    }
    return "it listens";
}

bool has_ipv6() {
    const int probe = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (probe < 0) return false;
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_addr = in6addr_loopback;
    const bool bound = bind(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    close(probe);
    return bound;
}

}  // namespace

TEST_CASE("a port in use is one clear line") {
    const TestServer first;
    ServerOptions options;
    options.port = first.port();
    const std::string reason = reason_for(options);
    CHECK_THAT(reason, ContainsSubstring("127.0.0.1:" + std::to_string(first.port())));
    CHECK_THAT(reason, ContainsSubstring("in use"));
    CHECK(reason.find('\n') == std::string::npos);
    CHECK(first.ask(get("/hello")).status == 200);
}

TEST_CASE("an address of another machine is one clear line") {
    ServerOptions options;
    options.host = "192.0.2.1";
    options.port = 0;
    const std::string reason = reason_for(options);
    CHECK_THAT(reason, ContainsSubstring("192.0.2.1"));
    CHECK_THAT(reason, ContainsSubstring("assign"));
}

TEST_CASE("a host that is none is one clear line") {
    ServerOptions options;
    options.host =
        GENERATE(as<std::string>(), "no such host.invalid", "", "[", "999.1.1.1", "1:2:3", "127.0.0.1:80");
    options.port = 0;
    INFO(options.host);
    const std::string reason = reason_for(options);
    CHECK_THAT(reason, ContainsSubstring("can't listen on"));
    CHECK(reason.find('\n') == std::string::npos);
}

TEST_CASE("a server that could not listen leaves nothing behind") {
    const TestServer first;
    ServerOptions options;
    options.port = first.port();
    reason_for(options);
    const std::size_t before = open_descriptors();
    for (int i = 0; i < 5; ++i)
        reason_for(options);
    CHECK(open_descriptors() == before);
}

TEST_CASE("a port can be listened on again as soon as a server has stopped") {
    std::uint16_t port = 0;
    {
        const TestServer first;
        port = first.port();
        CHECK(first.ask(get("/hello", "Connection: close\r\n")).status == 200);
    }
    ServerOptions options;
    options.port = port;
    CHECK(reason_for(options) == "it listens");
}

TEST_CASE("IPv6 is listened on") {
    if (!has_ipv6()) {
        WARN("this machine has no IPv6");
        return;
    }
    ServerOptions options;
    options.host = GENERATE(as<std::string>(), "::1", "::", "[::1]");
    TestServer server(options);
    RawClient::Options to_ipv6;
    to_ipv6.host = "::1";
    CHECK(RawClient(server.port(), to_ipv6).ask(get("/hello")).body == "hello\n");
}

TEST_CASE("localhost and all addresses are listened on") {
    ServerOptions options;
    options.host = GENERATE(as<std::string>(), "localhost", "0.0.0.0");
    TestServer server(options);
    CHECK(server.ask(get("/hello")).body == "hello\n");
}

TEST_CASE("several servers live in one program") {
    const TestServer first;
    const TestServer second;
    CHECK(first.port() != second.port());
    CHECK(first.ask(get("/hello")).status == 200);
    CHECK(second.ask(get("/hello")).status == 200);
}
