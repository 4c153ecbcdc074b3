#include "http/client_address.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cstring>
#include <netinet/in.h>

namespace gasworks::http {

namespace {

ClientAddress of_ipv4(const in_addr& address) {
    char text[INET_ADDRSTRLEN] = "";
    inet_ntop(AF_INET, &address, text, sizeof text);
    const bool is_loopback = (ntohl(address.s_addr) >> 24U) == IN_LOOPBACKNET;
    return {text, text, is_loopback};
}

ClientAddress of_ipv6(const in6_addr& address) {
    if (IN6_IS_ADDR_V4MAPPED(&address)) {
        in_addr mapped{};
        std::memcpy(&mapped, &address.s6_addr[12], sizeof mapped);
        return of_ipv4(mapped);
    }
    char text[INET6_ADDRSTRLEN] = "";
    inet_ntop(AF_INET6, &address, text, sizeof text);
    if (IN6_IS_ADDR_LOOPBACK(&address)) return {text, text, true};
    in6_addr prefix = address;
    std::fill(std::begin(prefix.s6_addr) + 8, std::end(prefix.s6_addr), std::uint8_t{0});
    char network[INET6_ADDRSTRLEN] = "";
    inet_ntop(AF_INET6, &prefix, network, sizeof network);
    return {text, std::string(network) + "/64", false};
}

}  // namespace

ClientAddress client_address(const sockaddr_storage& address) {
    if (address.ss_family == AF_INET) return of_ipv4(reinterpret_cast<const sockaddr_in&>(address).sin_addr);
    if (address.ss_family == AF_INET6)
        return of_ipv6(reinterpret_cast<const sockaddr_in6&>(address).sin6_addr);
    return {};
}

ClientAddress peer_address(int connected_socket) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (getpeername(connected_socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return {};
    return client_address(address);
}

}  // namespace gasworks::http
