#pragma once
#include <string>

#include "generator/document/node.hpp"

namespace gasworks::generator {

/// document.hpp: the document itself, byte for byte, and as JSON.
std::string document_header(const std::string& name_space);
std::string document_source(const std::string& yaml, const Node& document, const std::string& name_space);

}  // namespace gasworks::generator
