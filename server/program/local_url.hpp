#pragma once
#include <cstdint>
#include <string>

namespace gasworks::program {

/// Where a person on this machine finds `path` of a server that listens on `host`:
/// "http://localhost:8080/ui/" where that is every address, brackets around an IPv6 address.
std::string local_url(std::string host, std::uint16_t port, const std::string& path);

}  // namespace gasworks::program
