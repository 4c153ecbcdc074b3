#include "http/host_names.hpp"

#include <algorithm>
#include <cctype>

#include "net/ip_address.hpp"

namespace gasworks::http {

namespace {

std::string in_lower_case(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

/// "localhost" of "localhost:8080" and "localhost.", "[::1]" of "[::1]:8080".
std::string_view without_port(std::string_view host) {
    const auto end_of_address = host.rfind(']');
    const auto colon = host.rfind(':');
    if (colon != std::string_view::npos &&
        (end_of_address == std::string_view::npos || colon > end_of_address))
        host = host.substr(0, colon);
    if (host.ends_with('.')) host.remove_suffix(1);
    return host;
}

}  // namespace

std::string HostNames::check_name(const std::string& name) {
    const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '-' || c == '.' || c == '_';
    });
    return plain ? "" : "must be a host's name without scheme and port, as in gasworks.example.org";
}

std::optional<std::string> HostNames::objection(const Headers& headers) const {
    const auto host = headers.get("Host");
    if (names_.empty() || !host) return std::nullopt;
    const std::string name = in_lower_case(without_port(*host));
    const bool known = net::IpAddress::parse(name).has_value() ||
                       std::any_of(names_.begin(), names_.end(), [&](const std::string& mine) {
                           return in_lower_case(without_port(mine)) == name;
                       });
    if (known) return std::nullopt;
    std::string text = "this server answers to its addresses and to ";
    for (const std::string& mine : names_)
        text += mine + ", ";
    return text + "not to the name in Host; --host-name allows another";
}

}  // namespace gasworks::http
