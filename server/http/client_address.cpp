#include "http/client_address.hpp"

#include <algorithm>

namespace gasworks::http {

namespace {

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Some proxies add the port: "192.0.2.1:80", "[2001:db8::1]:80".
std::string_view without_port(std::string_view text) {
    if (text.starts_with('[')) return text.substr(0, text.find(']') + 1);
    const auto colon = text.find(':');
    return colon == text.rfind(':') ? text.substr(0, colon) : text;
}

}  // namespace

std::string client_address(const Headers& headers, const std::string& peer,
                           std::span<const net::Network> trusted_proxies) {
    const auto is_trusted = [&](const net::IpAddress& address) {
        return std::any_of(trusted_proxies.begin(), trusted_proxies.end(),
                           [&](const net::Network& network) { return network.contains(address); });
    };
    if (trusted_proxies.empty()) return peer;
    auto client = net::IpAddress::parse(peer);
    if (!client || !is_trusted(*client)) return peer;
    std::string list;
    for (const std::string_view field : headers.all("X-Forwarded-For"))
        list += (list.empty() ? "" : ",") + std::string(field);
    std::string_view rest = list;
    while (!rest.empty()) {
        const auto comma = rest.rfind(',');
        const std::string_view last = comma == std::string_view::npos ? rest : rest.substr(comma + 1);
        rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(0, comma);
        client = net::IpAddress::parse(without_port(trimmed(last)));
        if (!client) return peer;
        if (!is_trusted(*client)) return client->text();
    }
    return client ? client->text() : peer;
}

}  // namespace gasworks::http
