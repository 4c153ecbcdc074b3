// Documents that others wrote and that have faults of their own, each with the error that says so.
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "generator/check/check.hpp"
#include "generator/document/parse.hpp"
#include "tests/catch.hpp"

namespace {

using namespace gasworks::generator;

struct Refused {
    std::string path;
    std::string error;  // LINE:COLUMN: TEXT
};

const std::vector<Refused> refused = {
    {"@readme/oas-examples/3.0/yaml/circular-paths.yaml", "44:13: a parameter is a string"},
    {"@readme/oas-examples/3.0/yaml/circular-request-bodies.yaml",
     "75:7: an object of this schema would contain"},
    {"@readme/oas-examples/3.0/yaml/parameters-common.yaml",
     "63:3: the path '/anything/{id}/{action}/{id}' has the variable {id} twice"},
    {"@readme/oas-examples/3.0/yaml/parameters-style.yaml",
     "58:3: the path '/cookies#formNonExploded' contains a character"},
    {"@readme/oas-examples/3.0/yaml/response-examples.yaml",
     "79:13: 'text/csv, text/comma-separated-values' is not"},
    {"@readme/oas-examples/3.0/yaml/response-http-behavior.yaml", "42:11: there is no 'api_key' under"},
    {"@readme/oas-examples/3.0/yaml/schema-additional-properties.yaml",
     "75:45: 'additionalProperties: false' refuses the property 'alt_primitiveProperty'"},
    {"@readme/oas-examples/3.0/yaml/schema-types.yaml", "480:19: an array needs 'items'"},
    {"@readme/oas-examples/3.0/yaml/schema-validation.yaml",
     "134:20: 'default' must be a time such as 23:59:59Z"},
    {"@readme/oas-examples/3.0/json/openapi-workshop/post.json",
     "26:22: 'responses' names at least one status"},
    {"@readme/oas-examples/3.1/yaml/parameters-style.yaml",
     "56:3: the path '/cookies#formNonExploded' contains a character"},
    {"@readme/oas-examples/3.1/yaml/schema-types.yaml",
     "812:23: the parts of an allOf say different things with 'type'"},
    {"@readme/oas-examples/3.1/yaml/schema-validation-local.yaml",
     "45:22: the dialect 'http://json-schema.org/draft-04/schema#' is not supported"},
    {"@readme/oas-examples/3.1/yaml/schema-validation-top-level.yaml",
     "6:20: the dialect 'http://json-schema.org/draft-04/schema#' is not supported"},
    {"@readme/oas-examples/3.1/yaml/security.yaml", "98:9: the security scheme 'mutualTLS' is not supported"},
    {"@blockfrost/openapi/openapi.yaml", "7817:27: 'type' is one of string"},
    {"@directus/specs/dist/openapi.json", "788:25: a schema is a mapping, not nothing"},
    {"@scalar/galaxy/dist/3.1.yaml", "'$dynamicRef' is not supported in a schema"},
};

TEST_CASE("documents with faults are refused with an error that names them") {
    for (const Refused& document : refused) {
        CAPTURE(document.path);
        std::ifstream file(std::string(GASWORKS_NODE_MODULES) + "/" + document.path, std::ios::binary);
        REQUIRE(file);
        const auto node = parse_document({std::istreambuf_iterator<char>(file), {}});
        REQUIRE(node);
        Diagnostics diagnostics;
        check(*node, diagnostics);
        std::string errors;
        for (const Diagnostic& diagnostic : diagnostics.sorted()) {
            if (diagnostic.severity != Diagnostic::Severity::error) continue;
            errors += std::to_string(diagnostic.position.line) + ":" +
                      std::to_string(diagnostic.position.column) + ": " + diagnostic.text + "\n";
        }
        CHECK_THAT(errors, ContainsSubstring(document.error));
    }
}

}  // namespace
