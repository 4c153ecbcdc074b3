#include "http/client_address.hpp"

#include "tests/catch.hpp"

using gasworks::http::client_address;
using gasworks::http::Headers;
using gasworks::net::Network;

namespace {

std::string client(const std::string& peer, const std::vector<std::string>& forwarded) {
    const std::vector<Network> proxies = {Network::parse("127.0.0.1").value(),
                                          Network::parse("10.0.0.0/8").value()};
    Headers headers;
    for (const std::string& value : forwarded)
        headers.add("X-Forwarded-For", value);
    return client_address(headers, peer, proxies);
}

TEST_CASE("only a trusted proxy is believed") {
    CHECK(client("192.0.2.9", {"198.51.100.1"}) == "192.0.2.9");
    CHECK(client("127.0.0.1", {"198.51.100.1"}) == "198.51.100.1");
    CHECK(client("::ffff:127.0.0.1", {"198.51.100.1"}) == "198.51.100.1");
    CHECK(client("127.0.0.1", {}) == "127.0.0.1");
    Headers headers;
    headers.add("X-Forwarded-For", "198.51.100.1");
    CHECK(client_address(headers, "127.0.0.1", {}) == "127.0.0.1");
}

TEST_CASE("what stands before the last stranger may be made up") {
    CHECK(client("127.0.0.1", {"1.2.3.4, 198.51.100.1"}) == "198.51.100.1");
    CHECK(client("127.0.0.1", {"1.2.3.4", "198.51.100.1 , 10.0.0.7"}) == "198.51.100.1");
    CHECK(client("127.0.0.1", {"garbage, 198.51.100.1"}) == "198.51.100.1");
    CHECK(client("127.0.0.1", {"198.51.100.1, garbage"}) == "127.0.0.1");
    CHECK(client("127.0.0.1", {"10.0.0.8, 10.0.0.7"}) == "10.0.0.8");
    CHECK(client("127.0.0.1", {"198.51.100.1:4711"}) == "198.51.100.1");
    CHECK(client("127.0.0.1", {"[2001:db8::1]:4711"}) == "2001:db8::1");
    CHECK(client("127.0.0.1", {"2001:db8::1"}) == "2001:db8::1");
    CHECK(client("127.0.0.1", {","}) == "127.0.0.1");
}

}  // namespace
