#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "generator/commands.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

// Each golden/NAME.yaml has its expected output in golden/NAME/, each diagnostics/NAME.yaml its expected
// messages in diagnostics/NAME.txt. `ninja update-golden` renews them; read the difference before you commit
// it.
namespace {

namespace fs = std::filesystem;
using namespace gasworks::generator;

const fs::path here = fs::path(GASWORKS_SOURCE_DIR) / "tests/generator";

bool updating() {
    return std::getenv("GASWORKS_UPDATE_GOLDEN") != nullptr;
}

std::set<fs::path> documents(const fs::path& folder) {
    std::set<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() == ".yaml") found.insert(entry.path());
    }
    return found;
}

TEST_CASE("the generator writes what the golden files say", "[golden]") {
    const auto specs = documents(here / "golden");
    REQUIRE_FALSE(specs.empty());
    for (const fs::path& spec : specs) {
        CAPTURE(spec.filename().string());
        const TemporaryFolder out;
        std::ostringstream messages;
        const int code = run_generate(spec.string(), out.path().string(), "golden", messages);
        CAPTURE(messages.str());
        REQUIRE(code == 0);
        const fs::path expected = here / "golden" / spec.stem();
        if (updating()) {
            fs::remove_all(expected);
            fs::copy(out.path(), expected);
        }
        std::set<std::string> written;
        for (const auto& entry : fs::directory_iterator(out.path()))
            written.insert(entry.path().filename().string());
        std::set<std::string> wanted;
        for (const auto& entry : fs::directory_iterator(expected))
            wanted.insert(entry.path().filename().string());
        CHECK(written == wanted);
        const std::string diff = "diff -ru '" + expected.string() + "' '" + out.path().string() + "' >&2";
        CHECK(std::system(diff.c_str()) == 0);
    }
}

TEST_CASE("every wrong document is refused with what the golden files say", "[golden]") {
    const auto specs = documents(here / "diagnostics");
    REQUIRE_FALSE(specs.empty());
    for (const fs::path& spec : specs) {
        CAPTURE(spec.filename().string());
        std::ostringstream messages;
        const int code = run_check(spec.string(), messages);
        // The path stands in front of each line; only the file's name is the same everywhere.
        std::string text;
        std::istringstream lines(messages.str());
        for (std::string line; std::getline(lines, line);) {
            const std::string prefix = spec.parent_path().string() + "/";
            REQUIRE(line.starts_with(prefix));
            text += line.substr(prefix.size()) + "\n";
        }
        const fs::path expected = fs::path(spec).replace_extension(".txt");
        if (updating()) std::ofstream(expected, std::ios::binary) << text;
        std::ifstream file(expected, std::ios::binary);
        CHECK(text == std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()));
        CHECK(code == (text.find(": error: ") == std::string::npos ? 0 : 1));
    }
}

}  // namespace
