#pragma once
#include <cstddef>
#include <functional>
#include <map>
#include <string>

#include "generator/document/node.hpp"

namespace gasworks::generator {

/// What references said before they were rewritten.
using Written = std::map<const Node*, std::string>;

/// Keeps the discriminator of a schema true whose references were rewritten: the references in its mapping
/// are rewritten by `rewrite`, and an alternative that another name was found for keeps its own one by an
/// entry of the mapping. `exists` says whether a pointer leads somewhere in a file: a name in the mapping of
/// another file's schema is one of that file's components. Returns whether the schema was changed.
bool rewrite_discriminator(Node& schema, const Written& written, const std::function<void(Node&)>& rewrite,
                           const std::function<bool(std::size_t file, const std::string& pointer)>& exists);

}  // namespace gasworks::generator
