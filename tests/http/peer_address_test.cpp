#include "http/peer_address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include "http/address_counts.hpp"
#include "tests/catch.hpp"

using namespace gasworks::http;

namespace {

PeerAddress of(const char* text) {
    sockaddr_storage address{};
    auto& six = reinterpret_cast<sockaddr_in6&>(address);
    auto& four = reinterpret_cast<sockaddr_in&>(address);
    if (inet_pton(AF_INET6, text, &six.sin6_addr) == 1) {
        address.ss_family = AF_INET6;
    } else if (inet_pton(AF_INET, text, &four.sin_addr) == 1) {
        address.ss_family = AF_INET;
    }
    return peer_address(address);
}

}  // namespace

TEST_CASE("a client's network is its IPv4 address, or the first half of its IPv6 address") {
    CHECK(of("192.0.2.1").text == "192.0.2.1");
    CHECK(of("192.0.2.1").network == "192.0.2.1");
    CHECK(of("2001:db8:1:2:3::4").text == "2001:db8:1:2:3::4");
    CHECK(of("2001:db8:1:2:3::4").network == "2001:db8:1:2::/64");
    CHECK(of("2001:db8:1:2:ffff::9").network == of("2001:db8:1:2:3::4").network);
    CHECK(of("2001:db8:1:3::4").network != of("2001:db8:1:2::4").network);
    // As a listener on [::] sees IPv4 clients: they are not all one network.
    CHECK(of("::ffff:192.0.2.1").text == "192.0.2.1");
    CHECK(of("::ffff:192.0.2.1").network == "192.0.2.1");
    CHECK(of("not an address").text == "unknown");
}

TEST_CASE("this machine is known by every name") {
    for (const char* text : {"127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"})
        CHECK(of(text).is_loopback);
    for (const char* text : {"192.0.2.1", "128.0.0.1", "::2", "fe80::1", "::ffff:10.0.0.1"})
        CHECK_FALSE(of(text).is_loopback);
}

TEST_CASE("connections are counted for each network, and forgotten when they end") {
    AddressCounts counts(100);
    {
        const AddressCounts::Place first(counts, "192.0.2.1");
        const AddressCounts::Place second(counts, "192.0.2.1");
        const AddressCounts::Place other(counts, "192.0.2.2");
        CHECK(first.number() == 1);
        CHECK(second.number() == 2);
        CHECK(other.number() == 1);
        CHECK(counts.networks() == 2);
        MemoryBudget::Share share;
        CHECK(share.grow(first.bodies(), 100));
        CHECK(second.bodies()->is_scarce());
        CHECK_FALSE(other.bodies()->is_scarce());
    }
    CHECK(counts.networks() == 0);
    const AddressCounts::Place again(counts, "192.0.2.1");
    CHECK(again.number() == 1);
}
