#pragma once
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "net/ip_address.hpp"

namespace gasworks::net {

/// The addresses that begin with the same bits.
class Network {
  public:
    /// "10.0.0.0/8", "fd00::/8", or an address for itself alone. The error is a sentence about what is wrong:
    /// also when bits behind the prefix are set, which is mostly a mistake.
    static tl::expected<Network, std::string> parse(std::string_view text);

    bool contains(const IpAddress& address) const;

  private:
    Network(const IpAddress& first, unsigned bits) : first_(first), bits_(bits) {}

    IpAddress first_;
    unsigned bits_;  ///< of 128
};

}  // namespace gasworks::net
