#include "net/ip_address.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>

#include "net/network.hpp"

namespace gasworks::net {

namespace {

constexpr std::array<std::uint8_t, 12> mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

IpAddress mapped_v4(const std::uint8_t* four) {
    IpAddress::Bytes bytes{};
    std::copy(mapped.begin(), mapped.end(), bytes.begin());
    std::copy_n(four, 4, bytes.begin() + 12);
    return IpAddress(bytes);
}

bool is_in(const IpAddress& address, std::string_view network) {
    return Network::parse(network).value().contains(address);
}

/// The IPv4 address within one of version 6, where there is one.
std::optional<IpAddress> carried_v4(const IpAddress& address) {
    const IpAddress::Bytes& bytes = address.bytes();
    if (is_in(address, "::/96") || is_in(address, "64:ff9b::/96")) return mapped_v4(&bytes[12]);
    if (is_in(address, "2002::/16")) return mapped_v4(&bytes[2]);
    return std::nullopt;
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
    if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
    const bool six = text.find(':') != std::string_view::npos;
    if (six) text = text.substr(0, text.find('%'));
    const std::string terminated(text);
    // inet_pton() would stop there and call the rest nothing.
    if (terminated.find('\0') != std::string::npos) return std::nullopt;
    if (six) {
        Bytes bytes{};
        if (inet_pton(AF_INET6, terminated.c_str(), bytes.data()) != 1) return std::nullopt;
        return IpAddress(bytes);
    }
    std::array<std::uint8_t, 4> four{};
    if (inet_pton(AF_INET, terminated.c_str(), four.data()) != 1) return std::nullopt;
    return mapped_v4(four.data());
}

std::optional<IpAddress> IpAddress::of(const sockaddr& address) {
    // Copied, since what a sockaddr points to is one of these only by its family.
    if (address.sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &address, sizeof v4);
        std::array<std::uint8_t, 4> four{};
        std::memcpy(four.data(), &v4.sin_addr, four.size());
        return mapped_v4(four.data());
    }
    if (address.sa_family == AF_INET6) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, &address, sizeof v6);
        Bytes bytes{};
        std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
        return IpAddress(bytes);
    }
    return std::nullopt;
}

bool IpAddress::is_v4() const {
    return std::equal(mapped.begin(), mapped.end(), bytes_.begin());
}

IpAddress IpAddress::prefix(unsigned bits) const {
    Bytes bytes = bytes_;
    for (unsigned i = 0; i < bytes.size(); ++i) {
        const unsigned kept = std::min(std::max(bits, i * 8) - i * 8, 8U);
        bytes[i] = static_cast<std::uint8_t>(bytes[i] & (0xFF00U >> kept));
    }
    return IpAddress(bytes);
}

std::string IpAddress::text() const {
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (is_v4()) {
        inet_ntop(AF_INET, &bytes_[12], text.data(), text.size());
    } else {
        inet_ntop(AF_INET6, bytes_.data(), text.data(), text.size());
    }
    return text.data();
}

bool is_internal(const IpAddress& address) {
    if (address.is_v4()) {
        constexpr std::array internal = {
            "0.0.0.0/8",     "10.0.0.0/8",      "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16",
            "172.16.0.0/12", "192.0.0.0/24",    "192.0.2.0/24",   "192.88.99.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",    "240.0.0.0/4"};
        return std::any_of(internal.begin(), internal.end(),
                           [&](const char* network) { return is_in(address, network); });
    }
    if (const auto v4 = carried_v4(address)) return is_internal(*v4);
    return !is_in(address, "2000::/3") || is_in(address, "2001::/23") || is_in(address, "2001:db8::/32") ||
           is_in(address, "3fff::/20");
}

IpAddress client_network(const IpAddress& address) {
    return address.is_v4() ? address : address.prefix(64);
}

}  // namespace gasworks::net
