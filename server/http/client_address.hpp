#pragma once
#include <span>
#include <string>

#include "http/headers.hpp"
#include "net/network.hpp"

namespace gasworks::http {

/// Who sent the request. That is `peer`, unless a proxy that is trusted sent it: then it is the last address
/// in X-Forwarded-For that is not a trusted proxy's, since what stands before that the client may have made
/// up. `peer` again where the field is missing or that part of it is not an address.
std::string client_address(const Headers& headers, const std::string& peer,
                           std::span<const net::Network> trusted_proxies);

}  // namespace gasworks::http
