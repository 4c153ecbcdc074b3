#pragma once
#include <string>
#include <sys/socket.h>

namespace gasworks::http {

/// Where a client is.
struct ClientAddress {
    /// "192.0.2.1", "2001:db8::1"; an IPv4 address also where it came in over IPv6 ("::ffff:192.0.2.1");
    /// "unknown" for what is neither.
    std::string text = "unknown";
    /// What one client can have all addresses of, and is therefore counted as one: the address itself, and of
    /// IPv6 its first 64 bits.
    std::string network = "unknown";
    /// This machine itself, where a reverse proxy may speak for many clients.
    bool is_loopback = false;
};

ClientAddress client_address(const sockaddr_storage& address);
/// The other end of a connected socket; the default where that has gone already.
ClientAddress peer_address(int connected_socket);

}  // namespace gasworks::http
