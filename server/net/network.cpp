#include "net/network.hpp"

#include <charconv>

namespace gasworks::net {

tl::expected<Network, std::string> Network::parse(std::string_view text) {
    const auto slash = text.find('/');
    const auto address = IpAddress::parse(text.substr(0, slash));
    if (!address) {
        return tl::unexpected("'" + std::string(text) +
                              "' is not an address or network, such as 192.0.2.1, 10.0.0.0/8 or fd00::/8");
    }
    unsigned bits = 128;
    if (slash != std::string_view::npos) {
        const std::string_view length = text.substr(slash + 1);
        const unsigned most = address->is_v4() ? 32 : 128;
        const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), bits);
        if (error != std::errc{} || end != length.data() + length.size() || bits > most) {
            return tl::unexpected("the prefix of '" + std::string(text) + "' must be a number from 0 to " +
                                  std::to_string(most));
        }
        bits += 128 - most;
    }
    if (address->prefix(bits) != *address) {
        return tl::unexpected("'" + std::string(text) + "' has bits behind its prefix; write " +
                              address->prefix(bits).text() + std::string(text.substr(slash)));
    }
    return Network(*address, bits);
}

bool Network::contains(const IpAddress& address) const {
    return address.prefix(bits_) == first_;
}

}  // namespace gasworks::net
