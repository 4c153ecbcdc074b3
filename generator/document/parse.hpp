#pragma once
#include <cstddef>
#include <string>

#include <tl/expected.hpp>

#include "generator/diagnostics.hpp"
#include "generator/document/node.hpp"

namespace gasworks::generator {

/// What a document may cost before it is looked into. Aliases count as often as they are used.
struct DocumentLimits {
    std::size_t bytes = 4UL << 20U;
    std::size_t nodes = 1'000'000;
    std::size_t depth = 200;
    std::size_t keys = 10'000;  ///< of one mapping
    std::size_t files = 1'000;
};

/// Reads one YAML 1.2 document (JSON is YAML, too). The error is the first thing that is not as it should be:
/// not text in UTF-8, not YAML, more than one document, a key twice in a mapping, a key that is not a scalar,
/// a tag of one's own, a merge key (which YAML 1.2 does not have), an alias within what it names, more than
/// the limits. `file` is the one that positions name.
tl::expected<Node, Diagnostic> parse_document(const std::string& text, DocumentLimits limits = {},
                                              std::size_t file = 0);

}  // namespace gasworks::generator
