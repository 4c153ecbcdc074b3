// Documents of others for which code is generated and not compiled: they are too large, or the test can't
// make up values for their alternatives.
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "generator/commands.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

namespace {

namespace fs = std::filesystem;

std::vector<std::string> documents() {
    std::vector<std::string> paths = {"@ideal-postcodes/openapi/dist/openapi.yaml"};
    for (const std::string name :
         {"complex-nesting", "discriminators", "petstore-expanded", "polymorphism", "readme-legacy",
          "response-multiple-mediatypes", "response-schemas", "schema-circular", "schema-deprecated",
          "schema-enums", "schema-visibility", "server-path-level", "star-trek", "uspto"})
        paths.push_back("@readme/oas-examples/3.0/yaml/" + name + ".yaml");
    for (const std::string name :
         {"petstore", "readme", "readme-extensions", "schema-encoding-style", "webhooks"})
        paths.push_back("@readme/oas-examples/3.1/yaml/" + name + ".yaml");
    return paths;
}

TEST_CASE("code is generated for documents that are not compiled") {
    for (const std::string& path : documents()) {
        CAPTURE(path);
        const TemporaryFolder out;
        std::ostringstream messages;
        const int code = gasworks::generator::run_generate(std::string(GASWORKS_NODE_MODULES) + "/" + path,
                                                           out.path().string(), "large", messages);
        CAPTURE(messages.str());
        REQUIRE(code == 0);
        for (const std::string name : {"types", "operations", "routes", "document"})
            CHECK(fs::file_size(out.path() / (name + ".cpp")) > 100);
    }
}

}  // namespace
