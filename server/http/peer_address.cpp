#include "http/peer_address.hpp"

#include "net/ip_address.hpp"

namespace gasworks::http {

namespace {

bool is_loopback(const net::IpAddress& address) {
    constexpr net::IpAddress::Bytes ipv6_loopback = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    constexpr std::uint8_t ipv4_loopback = 127;
    return address.is_v4() ? address.bytes()[12] == ipv4_loopback : address.bytes() == ipv6_loopback;
}

}  // namespace

PeerAddress peer_address(const sockaddr_storage& address) {
    const auto known = net::IpAddress::of(reinterpret_cast<const sockaddr&>(address));
    if (!known) return {};
    const std::string network = net::client_network(*known).text();
    return {known->text(), known->is_v4() ? network : network + "/64", is_loopback(*known)};
}

PeerAddress peer_address(int connected_socket) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (getpeername(connected_socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return {};
    return peer_address(address);
}

}  // namespace gasworks::http
