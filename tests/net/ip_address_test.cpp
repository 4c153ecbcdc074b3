#include "net/ip_address.hpp"

#include <netinet/in.h>

#include "tests/catch.hpp"

using gasworks::net::IpAddress;

namespace {

IpAddress address(const char* text) {
    const auto parsed = IpAddress::parse(text);
    REQUIRE(parsed);
    return *parsed;
}

TEST_CASE("addresses are read and written") {
    CHECK(address("192.0.2.1").text() == "192.0.2.1");
    CHECK(address("192.0.2.1").is_v4());
    CHECK(address("2001:DB8:0::1").text() == "2001:db8::1");
    CHECK(address("[2001:db8::1]") == address("2001:db8::1"));
    CHECK(address("fe80::1%eth0").text() == "fe80::1");
    CHECK(address("::ffff:192.0.2.1") == address("192.0.2.1"));
    for (const char* other : {"", "localhost", "1", "127.1", "0x7f.0.0.1", "0177.0.0.1.2", "256.0.0.1",
                              "1.2.3.4.5", "1.2.3.4 ", ":::", "2001:db8::1/64", "[::1"}) {
        CAPTURE(other);
        CHECK_FALSE(IpAddress::parse(other));
    }
    CHECK_FALSE(IpAddress::parse(std::string_view("127.0.0.1\0x", 11)));
}

TEST_CASE("addresses of sockets are read") {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_addr.s_addr = htonl(0xC0000201U);
    CHECK(IpAddress::of(reinterpret_cast<const sockaddr&>(v4)) == address("192.0.2.1"));
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_addr = in6addr_loopback;
    CHECK(IpAddress::of(reinterpret_cast<const sockaddr&>(v6)) == address("::1"));
    sockaddr other{};
    other.sa_family = AF_UNIX;
    CHECK_FALSE(IpAddress::of(other));
}

TEST_CASE("internal addresses are known, however they are written") {
    for (const char* internal : {"0.0.0.0",
                                 "0.1.2.3",
                                 "10.0.0.1",
                                 "10.255.255.255",
                                 "100.64.0.1",
                                 "100.127.255.255",
                                 "127.0.0.1",
                                 "127.255.255.254",
                                 "169.254.169.254",
                                 "172.16.0.1",
                                 "172.31.255.255",
                                 "192.0.0.8",
                                 "192.0.2.1",
                                 "192.168.1.1",
                                 "198.18.0.1",
                                 "198.51.100.1",
                                 "203.0.113.1",
                                 "224.0.0.1",
                                 "239.255.255.255",
                                 "240.0.0.1",
                                 "255.255.255.255",
                                 "::",
                                 "::1",
                                 "::127.0.0.1",
                                 "::ffff:127.0.0.1",
                                 "::ffff:a00:1",
                                 "64:ff9b::10.0.0.1",
                                 "64:ff9b:1::1",
                                 "100::1",
                                 "2001::1",
                                 "2001:db8::1",
                                 "2002:7f00:1::",
                                 "2002:a00:1::1",
                                 "3fff::1",
                                 "fc00::1",
                                 "fd12:3456::1",
                                 "fe80::1",
                                 "fec0::1",
                                 "ff02::1"}) {
        CAPTURE(internal);
        CHECK(is_internal(address(internal)));
    }
    for (const char* external : {"1.1.1.1",          "8.8.8.8",         "9.255.255.255",
                                 "11.0.0.0",         "100.63.255.255",  "100.128.0.0",
                                 "126.255.255.255",  "128.0.0.0",       "169.253.255.255",
                                 "169.255.0.0",      "172.15.255.255",  "172.32.0.0",
                                 "192.167.255.255",  "192.169.0.0",     "198.17.255.255",
                                 "198.20.0.0",       "223.255.255.255", "::ffff:8.8.8.8",
                                 "64:ff9b::8.8.8.8", "2002:808:808::1", "2606:4700:4700::1111",
                                 "2a00:1450::1"}) {
        CAPTURE(external);
        CHECK_FALSE(is_internal(address(external)));
    }
}

TEST_CASE("a client is an IPv4 address, or a /64 of IPv6") {
    CHECK(client_network(address("192.0.2.1")) == address("192.0.2.1"));
    CHECK(client_network(address("::ffff:192.0.2.1")) == address("192.0.2.1"));
    CHECK(client_network(address("2001:db8:1:2:3:4:5:6")) == address("2001:db8:1:2::"));
    CHECK(client_network(address("2001:db8:1:2::")) != client_network(address("2001:db8:1:3::")));
}

}  // namespace
