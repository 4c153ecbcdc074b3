#pragma once
#include <string>

#include "generator/document/node.hpp"

namespace gasworks::generator {

/// The value as JSON text, members in the document's order, indented by two spaces.
std::string json_of(const Node& node);

}  // namespace gasworks::generator
