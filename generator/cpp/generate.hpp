#pragma once
#include <map>
#include <string>

#include "generator/document/node.hpp"
#include "generator/model/api.hpp"

namespace gasworks::generator {

/// The C++ of a service: file names and their content. `yaml` is the document as it was read.
std::map<std::string, std::string> generate(const Api& api, const std::string& yaml, const Node& document,
                                            const std::string& name_space);

/// Whether the text is a namespace that generated code can live in: identifiers with "::" between.
bool is_namespace(const std::string& text);

}  // namespace gasworks::generator
