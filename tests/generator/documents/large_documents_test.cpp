// Documents of others that are too large to be compiled in every run of the tests: the code is generated.
#include <filesystem>
#include <sstream>
#include <string>

#include "generator/commands.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

namespace {

namespace fs = std::filesystem;

TEST_CASE("code is generated for large documents") {
    for (const std::string path :
         {"@readme/oas-examples/3.0/yaml/star-trek.yaml", "@readme/oas-examples/3.1/yaml/readme.yaml",
          "@ideal-postcodes/openapi/dist/openapi.yaml"}) {
        CAPTURE(path);
        const TemporaryFolder out;
        std::ostringstream messages;
        const int code = gasworks::generator::run_generate(std::string(GASWORKS_NODE_MODULES) + "/" + path,
                                                           out.path().string(), "large", messages);
        CAPTURE(messages.str());
        CHECK(code == 0);
        for (const std::string name : {"types", "operations", "routes", "document"})
            CHECK(fs::file_size(out.path() / (name + ".cpp")) > 10'000);
    }
}

}  // namespace
