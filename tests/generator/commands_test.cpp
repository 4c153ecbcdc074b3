#include "generator/commands.hpp"

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/wait.h>

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

namespace {

namespace fs = std::filesystem;
using namespace gasworks::generator;

const std::string small = R"(openapi: 3.0.3
info: { title: Small, version: '1' }
paths:
  /a:
    get:
      operationId: a
      responses: { '204': { description: Nothing. }, '400': { description: Wrong. } }
)";

fs::path write(const TemporaryFolder& folder, const std::string& name, const std::string& text) {
    std::ofstream(folder.path() / name, std::ios::binary) << text;
    return folder.path() / name;
}

struct Run {
    int code = -1;
    std::string output;
};

// The program itself, both of its streams.
Run run(const std::string& arguments) {
    Run result;
    const std::string command = "'" GASWORKS_BINARY_DIR "/bin/gasworks' " + arguments + " 2>&1";
    FILE* pipe = popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::array<char, 4096> buffer{};
    for (std::size_t n = 0; (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
        result.output.append(buffer.data(), n);
    }
    const int status = pclose(pipe);
    result.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return result;
}

TEST_CASE("files are written again only when they change") {
    const TemporaryFolder folder;
    const fs::path spec = write(folder, "small.yaml", small);
    const fs::path out = folder.path() / "deep" / "out";
    std::ostringstream messages;
    REQUIRE(run_generate(spec.string(), out.string(), "small", messages) == 0);
    CHECK(messages.str().empty());
    const auto old = fs::file_time_type::clock::now() - std::chrono::hours(1);
    for (const auto& entry : fs::directory_iterator(out))
        fs::last_write_time(entry.path(), old);
    write(folder, "small.yaml", small + "# a comment\n");
    REQUIRE(run_generate(spec.string(), out.string(), "small", messages) == 0);
    // The document is embedded byte for byte; nothing else knows of the comment.
    for (const auto& entry : fs::directory_iterator(out)) {
        CAPTURE(entry.path().filename().string());
        CHECK((fs::last_write_time(entry.path()) == old) == (entry.path().filename() != "document.cpp"));
    }
}

TEST_CASE("nothing is written for a document with errors") {
    const TemporaryFolder folder;
    const fs::path spec = write(folder, "wrong.yaml", small + "surprise: 1\n");
    std::ostringstream messages;
    CHECK(run_generate(spec.string(), (folder.path() / "out").string(), "small", messages) == 1);
    CHECK_THAT(messages.str(), ContainsSubstring("wrong.yaml:8:1: error: 'surprise' is not a keyword"));
    CHECK_FALSE(fs::exists(folder.path() / "out"));
}

TEST_CASE("the files of a document are told to make") {
    const TemporaryFolder folder;
    write(folder, "a $b #1.yaml", "type: string\n");
    const fs::path spec =
        write(folder, "small.yaml", small + "components: {schemas: {A: {$ref: 'a $b %231.yaml'}}}\n");
    const DependencyFile rule{(folder.path() / "out.d").string(), "out stamp"};
    std::ostringstream messages;
    REQUIRE(run_generate(spec.string(), (folder.path() / "out").string(), "small", messages, rule) == 0);
    CHECK(contents_of(folder.path() / "out.d") == "out\\ stamp: \\\n  " + spec.string() + " \\\n  " +
                                                      folder.path().string() + "/a\\ $$b\\ \\#1.yaml\n");
}

TEST_CASE("a bundle is written to a file or to the output") {
    const TemporaryFolder folder;
    const fs::path spec = write(folder, "small.yaml", small);
    CHECK(run("bundle " + spec.string()).output == small);
    CHECK(run("bundle " + spec.string() + " --out " + (folder.path() / "one.yaml").string()).output.empty());
    CHECK(contents_of(folder.path() / "one.yaml") == small);
    CHECK(run("bundle " + spec.string() + " --out " + folder.path().string()).code == 2);
    CHECK(run("bundle " + spec.string() + " >/dev/full").code == 2);
    write(folder, "wrong.yaml", "openapi: 2\n");
    CHECK(run("bundle " + (folder.path() / "wrong.yaml").string()).code == 1);
}

TEST_CASE("what is in the way is said with exit code 2") {
    const TemporaryFolder folder;
    const fs::path spec = write(folder, "small.yaml", small);
    std::ostringstream messages;
    CHECK(run_check((folder.path() / "missing.yaml").string(), messages) == 2);
    CHECK_THAT(messages.str(), ContainsSubstring("missing.yaml does not exist"));
    CHECK(run_generate(spec.string(), (spec / "out").string(), "small", messages) == 2);
    CHECK_THAT(messages.str(), ContainsSubstring("can't be made"));
    CHECK(run_generate(spec.string(), folder.path().string(), "not a namespace", messages) == 2);
}

TEST_CASE("a file that is far too large is refused unread") {
    const TemporaryFolder folder;
    const fs::path spec = write(folder, "large.yaml", small);
    fs::resize_file(spec, 100UL << 20U);
    std::ostringstream messages;
    CHECK(run_check(spec.string(), messages) == 1);
    CHECK_THAT(messages.str(), ContainsSubstring("large.yaml:1:1: error: the document has more than"));
}

TEST_CASE("the program's command line") {
    const TemporaryFolder folder;
    const fs::path spec = write(folder, "small.yaml", small);
    CHECK(run("--version").output.starts_with("gasworks "));
    CHECK(run("check " + spec.string()).code == 0);
    CHECK(run("generate " + spec.string() + " --out " + (folder.path() / "o").string()).code == 0);
    CHECK(fs::exists(folder.path() / "o" / "routes.cpp"));
    CHECK(run("").code == 2);
    CHECK(run("generate " + spec.string()).code == 2);
    CHECK(run("--help").code == 0);
    write(folder, "wrong.yaml", "openapi: 2\n");
    CHECK(run("check " + (folder.path() / "wrong.yaml").string()).code == 1);
}

}  // namespace
