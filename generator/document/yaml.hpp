#pragma once
#include <string>

#include "generator/document/node.hpp"

namespace gasworks::generator {

/// The value as YAML text in block style, members in the document's order. Text is written plain where that
/// means the same in YAML 1.1 and 1.2, as a literal block where it has lines, else in double quotes.
/// parse_document gives back the same value.
std::string yaml_of(const Node& node);

}  // namespace gasworks::generator
