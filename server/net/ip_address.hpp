#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

struct sockaddr;

namespace gasworks::net {

/// An address of the Internet Protocol. One of version 4 is kept as the IPv6 address that stands for it
/// (::ffff:a.b.c.d, RFC 4291, 2.5.5.2), so that the two ways to write one address are equal.
class IpAddress {
  public:
    using Bytes = std::array<std::uint8_t, 16>;

    explicit IpAddress(const Bytes& bytes) : bytes_(bytes) {}
    /// "192.0.2.1", "2001:db8::1", also in brackets; a zone ("%eth0") is passed over. Nothing for any other
    /// text: no names, no short or octal forms.
    static std::optional<IpAddress> parse(std::string_view text);
    /// Nothing for a family other than AF_INET and AF_INET6.
    static std::optional<IpAddress> of(const sockaddr& address);

    bool is_v4() const;
    const Bytes& bytes() const { return bytes_; }
    /// The first `bits` of its 128, the others zero.
    IpAddress prefix(unsigned bits) const;
    /// As people write it; IPv4 with dots.
    std::string text() const;

    auto operator<=>(const IpAddress&) const = default;

  private:
    Bytes bytes_;
};

/// Whether this is not an address of a host on the public Internet: "this" network, private, shared,
/// loopback, link-local (cloud metadata), protocol assignments, documentation, benchmarking, multicast,
/// reserved, broadcast; of IPv6 everything outside of 2000::/3, and documentation. An IPv6 address that
/// carries an IPv4 address (mapped, compatible, NAT64, 6to4) is what that is; Teredo always counts as
/// internal. Source: IANA's special-purpose address registries (RFC 6890).
bool is_internal(const IpAddress& address);

/// What counts as one client: an IPv4 address, or the /64 that an IPv6 host can choose its address from.
IpAddress client_network(const IpAddress& address);

}  // namespace gasworks::net
