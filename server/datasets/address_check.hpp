#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "net/ip_address.hpp"

namespace eigenfaces::service {

/// Whether an address may be connected to. Asked after names are looked up, for every connection, so that
/// what a name stands for at that moment is what counts.
using AddressCheck = std::function<bool(const gasworks::net::IpAddress& address, std::uint16_t port)>;

/// Addresses on the public Internet, and those that one of these URLs names as they are, with its port:
/// "http://10.0.0.5:9000/sets/" allows 10.0.0.5 at port 9000, "http://localhost:9000/" loopback at port 9000.
/// A name allows nothing: whoever answers for it could send requests anywhere.
AddressCheck public_or_named(std::span<const std::string> urls);

}  // namespace eigenfaces::service
