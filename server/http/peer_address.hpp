#pragma once
#include <string>
#include <sys/socket.h>

namespace gasworks::http {

/// Where the other end of a connection is.
struct PeerAddress {
    /// "192.0.2.1", "2001:db8::1"; an IPv4 address also where it came in over IPv6 ("::ffff:192.0.2.1");
    /// "unknown" for what is neither.
    std::string text = "unknown";
    /// What counts as one client (net::client_network): "192.0.2.1", "2001:db8:1:2::/64".
    std::string network = "unknown";
    /// This machine itself, where a reverse proxy may speak for many clients.
    bool is_loopback = false;
};

PeerAddress peer_address(const sockaddr_storage& address);
/// The other end of a connected socket; the default where that has gone already.
PeerAddress peer_address(int connected_socket);

}  // namespace gasworks::http
