#include "datasets/address_check.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "datasets/transfer.hpp"

namespace eigenfaces::service {

using gasworks::net::IpAddress;

AddressCheck public_or_named(std::span<const std::string> urls) {
    std::vector<std::pair<IpAddress, std::uint16_t>> named;
    for (const std::string& url : urls) {
        const auto parts = parse_url(url);
        if (!parts) continue;
        if (parts->host == "localhost") {
            for (const char* loopback : {"127.0.0.1", "::1"})
                named.emplace_back(IpAddress::parse(loopback).value(), parts->port);
        } else if (const auto address = IpAddress::parse(parts->host)) {
            named.emplace_back(*address, parts->port);
        }
    }
    return [named = std::move(named)](const IpAddress& address, std::uint16_t port) {
        if (!is_internal(address)) return true;
        return std::find(named.begin(), named.end(), std::pair(address, port)) != named.end();
    };
}

}  // namespace eigenfaces::service
