#include "net/network.hpp"

#include "tests/catch.hpp"

using gasworks::net::IpAddress;
using gasworks::net::Network;

namespace {

bool contains(const char* network, const char* address) {
    return Network::parse(network).value().contains(IpAddress::parse(address).value());
}

TEST_CASE("a network is what begins with its bits") {
    CHECK(contains("10.0.0.0/8", "10.1.2.3"));
    CHECK(contains("10.0.0.0/8", "::ffff:10.1.2.3"));
    CHECK_FALSE(contains("10.0.0.0/8", "11.0.0.0"));
    CHECK_FALSE(contains("10.0.0.0/8", "a00::"));
    CHECK(contains("192.0.2.128/25", "192.0.2.200"));
    CHECK_FALSE(contains("192.0.2.128/25", "192.0.2.127"));
    CHECK(contains("192.0.2.1", "192.0.2.1"));
    CHECK_FALSE(contains("192.0.2.1", "192.0.2.2"));
    CHECK(contains("0.0.0.0/0", "255.255.255.255"));
    CHECK_FALSE(contains("0.0.0.0/0", "2001:db8::"));
    CHECK(contains("::/0", "192.0.2.1"));
    CHECK(contains("2001:db8::/33", "2001:db8:7fff::1"));
    CHECK_FALSE(contains("2001:db8::/33", "2001:db8:8000::1"));
}

TEST_CASE("what is no network is refused with what was wrong") {
    CHECK_THAT(Network::parse("proxy.example").error(),
               ContainsSubstring("'proxy.example' is not an address"));
    CHECK_THAT(Network::parse("10.0.0.0/33").error(), ContainsSubstring("from 0 to 32"));
    CHECK_THAT(Network::parse("::/129").error(), ContainsSubstring("from 0 to 128"));
    CHECK_THAT(Network::parse("10.0.0.0/").error(), ContainsSubstring("number"));
    CHECK_THAT(Network::parse("10.0.0.1/8").error(), ContainsSubstring("write 10.0.0.0/8"));
}

}  // namespace
