#pragma once
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "generator/diagnostics.hpp"
#include "generator/document/node.hpp"

namespace gasworks::generator {

/// Follows `$ref` within the document, which is bundled already (generator/bundle): there is one file.
class References {
  public:
    /// `is_31`: the document is of OpenAPI 3.1, where a schema may say more beside a $ref.
    References(const Node& root, bool is_31, Diagnostics& diagnostics)
        : root_(root), is_31_(is_31), diagnostics_(diagnostics) {}

    bool is_31() const { return is_31_; }

    /// The node itself when it is no reference, else what it (and every further reference) leads to; nullptr,
    /// after saying why, where that does not exist, goes round in a circle or through more than 100
    /// references, or is in a section of components other than `section` ("/components/schemas/"; empty:
    /// any). A schema of 3.1 that says more beside its $ref is returned as it is.
    const Node* resolve(const Node& node, std::string_view section) const;

  private:
    static constexpr std::size_t limit_of_steps = 100;

    const Node* find(std::string_view pointer) const;

    const Node& root_;
    bool is_31_;
    Diagnostics& diagnostics_;
    mutable std::map<std::string, const Node*, std::less<>> found_;
};

}  // namespace gasworks::generator
