#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "generator/check/references.hpp"
#include "generator/diagnostics.hpp"
#include "generator/document/node.hpp"

/// Keywords that say which values are valid and shape no type: not, if, contains, patternProperties ... They
/// go into the generated code as schemas, which values are compared with at run time (http/json_schema.hpp).
namespace gasworks::generator {

/// The keyword under which a rewritten schema keeps them: a list of schemas as the document writes them, all
/// of which hold.
inline constexpr std::string_view asserted_keyword = "(asserted)";

/// Moves these keywords of the schema to asserted_keyword. What is left has the types of its values: items
/// behind prefixItems and properties of patternProperties are of any.
void set_assertions_apart(Node& schema, bool is_31);

/// The schemas, all of which hold, as one text of JSON Schema 2020-12; what they refer to stands in its
/// $defs. Reports what they say that http::JsonSchema does not have.
std::string embedded_schema(const std::vector<Node>& schemas, const References& references,
                            Diagnostics& diagnostics);

}  // namespace gasworks::generator
