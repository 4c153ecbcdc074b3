#pragma once
#include <string_view>

#include "generator/diagnostics.hpp"
#include "generator/document/node.hpp"

namespace gasworks::generator {

/// Follows `$ref` within the document (RFC 6901 pointers in URI fragments).
class References {
  public:
    References(const Node& root, Diagnostics& diagnostics) : root_(root), diagnostics_(diagnostics) {}

    /// The node itself when it is no reference, else what it (and every further reference) leads to; nullptr,
    /// after saying why, where that does not exist, goes round in a circle or is outside of `section`
    /// ("/components/schemas/"; empty: anywhere).
    const Node* resolve(const Node& node, std::string_view section) const;

  private:
    const Node* find(std::string_view pointer) const;

    const Node& root_;
    Diagnostics& diagnostics_;
};

}  // namespace gasworks::generator
