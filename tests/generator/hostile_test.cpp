#include <array>
#include <cstdint>
#include <cstdio>
#include <string>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

// Documents that want to cost more than they are worth. Each is given to the program, which has a minute of a
// processor and 1.5 GB of addresses, and ends with 1 or 2 and a reason, or takes it with 0. Never a signal.
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;

constexpr std::size_t longest_shown = 2'000;

struct Run {
    int code = -1;
    std::string output;
};

Run run(const std::string& command, const fs::path& file) {
#if defined(__SANITIZE_ADDRESS__) || (defined(GASWORKS_EMULATED) && UINTPTR_MAX == UINT32_MAX)
    // AddressSanitizer reserves terabytes of addresses, and an emulated processor of 32 bits all that it has.
    const std::string memory;
#else
    const std::string memory = "ulimit -v 1500000; ";
#endif
#if defined(GASWORKS_EMULATED)
    const std::string time = "ulimit -t 1200; ";
#else
    const std::string time = "ulimit -t 60; ";
#endif
    const std::string line = time + memory + "exec '" GASWORKS_BINARY_DIR "/bin/gasworks' " + command + " '" +
                             file.string() + "' 2>&1 </dev/null";
    Run result;
    FILE* pipe = popen(line.c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::array<char, 4096> buffer{};
    for (std::size_t n = 0; (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
        result.output.append(buffer.data(), n);
    const int status = pclose(pipe);
    result.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return result;
}

Run check_text(const std::string& text) {
    const TemporaryFolder folder;
    put_file(folder.path() / "main.yaml", text);
    Run result = run("check", folder.path() / "main.yaml");
    INFO(result.output.substr(0, longest_shown));
    CHECK((result.code == 0 || result.code == 1));
    // Whatever is said is of a length that a person can get, and on lines of its own.
    CHECK(result.output.size() < (8U << 20U));
    return result;
}

// What is said of a text that is to be refused.
std::string refused(const std::string& text) {
    const Run result = check_text(text);
    CHECK(result.code == 1);
    return result.output.substr(0, longest_shown);
}

std::string document(const std::string& components, const std::string& paths = "{}") {
    return "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: " + paths + "\n" + components;
}

template <typename Write>
std::string repeated(std::size_t times, Write write) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i) {
        const std::string number = std::to_string(i);
        const std::string next = std::to_string(i + 1);
        text += write(number, next);
    }
    return text;
}

TEST_CASE("text that is no YAML, or more than one plain document") {
    for (const char* text : {"[",
                             "]",
                             "{",
                             "}",
                             "a: [1",
                             "a: {b",
                             "'",
                             "\"",
                             "\"\\q\"",
                             "\"\\x\"",
                             "\"\\ud800\"",
                             "a: b: c",
                             "- a\nb: c",
                             "a:\n\tb: c",
                             "%",
                             "%YAML 9.9\n---\na",
                             "@a",
                             "`a",
                             "*a",
                             "a: *b",
                             "&a *a",
                             "a: &x [*x]",
                             "? ",
                             "? [a]\n: b",
                             "? {a: b}\n: c",
                             "- - - ]",
                             "|\n a\nb: c",
                             ">9\n a",
                             "!<",
                             "!<a",
                             "!!",
                             "&",
                             "*",
                             "---\n---\n",
                             "a\n...\nb\n",
                             "a: 1\na: 2",
                             "{a: 1, a: 2}",
                             "...",
                             "a: .inf",
                             "a: 99999999999999999999"}) {
        CAPTURE(text);
        CHECK_THAT(refused(text), ContainsSubstring("main.yaml:"));
    }
    CHECK_THAT(refused(""), ContainsSubstring("1:1: error: the document is empty"));
    CHECK_THAT(refused("# nothing\n"), ContainsSubstring("error:"));
    CHECK_THAT(refused("~"), ContainsSubstring("an OpenAPI document is a mapping, not nothing"));
    CHECK_THAT(refused("a: 1\n---\nb: 2\n"),
               ContainsSubstring("3:1: error: the file has a second YAML document"));
}

TEST_CASE("tags, merge keys and anchors") {
    CHECK_THAT(refused("a: !!binary aGk=\n"),
               ContainsSubstring("1:4: error: the tag tag:yaml.org,2002:binary is not taken"));
    CHECK_THAT(refused("a: !!python/object:os.system x\n"), ContainsSubstring("is not taken"));
    CHECK_THAT(refused("a: !!python/object/apply:os.system [x]\n"), ContainsSubstring("is not taken"));
    CHECK_THAT(refused("a: !!set {x}\n"), ContainsSubstring("is not taken"));
    CHECK_THAT(refused("a: &x {b: 1}\nc: {<<: *x}\n"), ContainsSubstring("2:5: error: the merge key <<"));
    CHECK(check_text(document("x-a: &x {type: string}\nx-b: [*x, *x]\n")).code == 0);
}

TEST_CASE("bytes that are no UTF-8 text") {
    const std::string good = document("x-text: \"");
    CHECK_THAT(refused(good + "\0\""s),
               ContainsSubstring("4:10: error: the byte 0x00 is a control character"));
    CHECK_THAT(refused(good + "\x04\""),
               ContainsSubstring("4:10: error: the byte 0x04 is a control character"));
    CHECK_THAT(refused(good + "\x1B[2J\""), ContainsSubstring("0x1B"));
    for (const char* bytes :
         {"\xFF", "\xC3", "\xC3(", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82"})
        CHECK_THAT(refused(good + "\xC3\xA9" + bytes + "\""), ContainsSubstring("4:12: error: the byte 0x"));
    std::string utf16 = "\xFF\xFE";
    for (const char c : good + "\"")
        utf16 += {c, '\0'};
    CHECK_THAT(refused(utf16),
               ContainsSubstring("1:1: error: the document is UTF-16 or UTF-32; save it as UTF-8"));
    CHECK_THAT(refused(utf16.substr(2)), ContainsSubstring("UTF-16"));
    CHECK(check_text("\xEF\xBB\xBF" + good + "\"\n").code == 0);
    CHECK_THAT(refused("\xEF\xBB\xBF"), ContainsSubstring("error:"));
    // What a terminal would obey is told as text.
    CHECK_THAT(refused(document("\"\\e[2J\\nx\": 1\n")),
               ContainsSubstring("'\\x1b[2J\\nx' is not a keyword"));
}

TEST_CASE("large files and what is no file") {
    const TemporaryFolder folder;
    const fs::path large = folder.path() / "large.yaml";
    put_file(large, document(""));
    fs::resize_file(large, 100UL << 20U);
    Run result = run("check", large);
    CHECK(result.code == 1);
    CHECK_THAT(result.output,
               ContainsSubstring("large.yaml:1:1: error: the document has more than 4194304 bytes"));
    put_file(folder.path() / "main.yaml", document("components: {schemas: {A: {$ref: large.yaml}}}\n"));
    result = run("check", folder.path() / "main.yaml");
    CHECK(result.code == 1);
    CHECK_THAT(result.output,
               ContainsSubstring(
                   "the file is too large: the document's files have more than 4194304 bytes together"));

    REQUIRE(mkfifo((folder.path() / "pipe").c_str(), 0600) == 0);
    fs::create_symlink("loop", folder.path() / "loop");
    const std::vector<std::pair<std::string, std::string>> no_files = {
        {"pipe", "is a pipe, a socket or a device, not a file"},
        {"", "is a folder, not a file"},
        {"missing", "does not exist"},
        {"loop", "can't be looked at: Too many levels of symbolic links"}};
    for (const auto& [name, why] : no_files) {
        CAPTURE(name);
        result = run("check", folder.path() / name);
        CHECK(result.code == 2);
        CHECK_THAT(result.output, ContainsSubstring(why));
        put_file(folder.path() / "main.yaml",
                 document("components: {schemas: {A: {$ref: './" + name + "'}}}\n"));
        result = run("check", folder.path() / "main.yaml");
        CHECK(result.code == 1);
        CHECK_THAT(result.output, ContainsSubstring(name.empty() ? "is a folder" : why));
    }
    CHECK(run("check", "/dev/zero").code == 2);
    put_file(folder.path() / "secret", "a");
    fs::permissions(folder.path() / "secret", fs::perms::none);
    if (geteuid() != 0) {  // nothing is unreadable for root
        result = run("check", folder.path() / "secret");
        CHECK(result.code == 2);
        CHECK_THAT(result.output, ContainsSubstring("secret can't be opened: Permission denied"));
    }
}

TEST_CASE("more values, keys or levels than are taken") {
    CHECK_THAT(refused(std::string(100'000, '[')), ContainsSubstring("error:"));
    CHECK_THAT(refused(std::string(100'000, '{')), ContainsSubstring("error:"));
    CHECK_THAT(refused(repeated(100'000, [](auto&, auto&) { return "- "s; })), ContainsSubstring("error:"));
    CHECK_THAT(refused(repeated(100'000, [](auto&, auto&) { return "? "s; })), ContainsSubstring("error:"));
    CHECK_THAT(refused(std::string(100'000, '&')), ContainsSubstring("error:"));
    CHECK_THAT(refused("a: " + std::string(4'000'000, 'x') + "\n"), ContainsSubstring("error:"));
    CHECK_THAT(refused(std::string(4'000'000, 'k') + ": 1\n"), ContainsSubstring("error:"));
    CHECK_THAT(refused(std::string(4'000'000, '\n') + "a"), ContainsSubstring("error:"));
    CHECK_THAT(refused(std::string(1'000'000, '#') + "\n\"" + std::string(1'000'000, ' ')),
               ContainsSubstring("error:"));
    const std::string million = repeated(1'000'000, [](auto& i, auto&) { return i + ":\n"; });
    CHECK_THAT(refused(million), ContainsSubstring("has more than 4194304 bytes"));
    CHECK_THAT(refused(million.substr(0, 4'000'000)),
               ContainsSubstring("10001:1: error: this mapping has more than 10000 keys"));
    CHECK_THAT(refused("a:\n" + repeated(1'000'001, [](auto&, auto&) { return "-\n"s; })),
               ContainsSubstring("more than 1000000 values"));
    const std::string keys = repeated(9'990, [](auto& i, auto&) { return "k" + i + ": 1\n"; });
    const Run many = check_text(document(keys));
    CHECK(many.code == 1);
    CHECK_THAT(many.output, ContainsSubstring("gasworks: there are 8990 more messages"));
}

TEST_CASE("laughter by aliases, by allOf and by references") {
    std::string laughs = "x-a: &a [l,l,l,l,l,l,l,l,l]\n";
    for (char c = 'b'; c <= 'z'; ++c) {
        const std::string previous(1, static_cast<char>(c - 1));
        laughs += "x-"s + c + ": &" + c + " [" +
                  repeated(8, [&](auto&, auto&) { return "*" + previous + ","; }) + "*" + previous + "]\n";
    }
    CHECK_THAT(refused(document(laughs)), ContainsSubstring("more than 1000000 values"));
    for (const std::string keyword : {"allOf", "oneOf", "anyOf"}) {
        CAPTURE(keyword);
        const std::string doubling = repeated(40, [&](auto& i, auto& next) {
            const std::string reference = "{$ref: '#/components/schemas/A" + next + "'}";
            return "    A" + i + ": {" + keyword + ": [" + reference + ", {type: object, properties: {p" + i +
                   ": " + reference + "}}]}\n";
        });
        check_text(document("components:\n  schemas:\n" + doubling +
                            "    A40: {type: object, properties: {x: {type: string}}}\n"));
        const std::string twice = repeated(60, [&](auto& i, auto& next) {
            const std::string reference = "{$ref: '#/components/schemas/A" + next + "'}";
            return "    A" + i + ": {type: object, " + keyword + ": [{" + keyword + ": [" + reference + ", " +
                   reference + "], maxProperties: 3}, " + reference + "]}\n";
        });
        check_text(document("components:\n  schemas:\n" + twice +
                            "    A60: {type: object, properties: {x: {type: string}}}\n"));
    }
    // Each refers to the next one many times: every one is read once.
    const std::string wide = repeated(200, [](auto& i, auto& next) {
        return "    A" + i + ": {type: object, properties: {" +
               repeated(100,
                        [&](auto& k, auto&) {
                            return "p" + k + ": {$ref: '#/components/schemas/A" + next + "'}, ";
                        }) +
               "}}\n";
    });
    CHECK(check_text(document("components:\n  schemas:\n" + wide + "    A200: {type: string}\n")).code == 0);
}

TEST_CASE("long chains of references") {
    constexpr std::size_t length = 9'000;
    const auto chain = [](const std::string& section, const std::string& schema,
                          const std::string& indentation) {
        return repeated(length,
                        [&](auto& i, auto& next) {
                            const auto at = schema.find('@');
                            return indentation + "A" + i + ": " + schema.substr(0, at) + "{$ref: '#/" +
                                   section + "/A" + next + "'}" + schema.substr(at + 1) + "\n";
                        }) +
               indentation + "A" + std::to_string(length) + ": {type: string}\n";
    };
    for (const std::string schema :
         {"{type: array, items: @}", "{type: object, additionalProperties: @}",
          "{type: object, properties: {p: @}}", "{type: object, required: [p], properties: {p: @}}",
          "{oneOf: [@, {type: integer}]}", "{allOf: [@], description: d}", "{allOf: [@, {maxLength: 5}]}",
          "@"}) {
        CAPTURE(schema);
        check_text(document("components:\n  schemas:\n" + chain("components/schemas", schema, "    ")));
        std::string outside =
            document("x-s:\n" + chain("x-s", schema, "  ") +
                     "components: {schemas: {S: {type: array, items: {$ref: '#/x-s/A0'}}}}\n");
        check_text(outside);
        outside.replace(outside.find("3.0.3"), 5, "3.1.0");
        check_text(outside);
    }
    // A million steps of one pointer.
    check_text(document("components: {schemas: {A: {$ref: '#" +
                        repeated(500'000, [](auto&, auto&) { return "/a"s; }) + "'}}}\n"));
    // Schemas that are parts of one another, so that copies of them grow.
    const std::string parts = "{type: object, properties: {p: ";
    const std::string nested =
        repeated(60, [&](auto&, auto&) { return parts; }) + "{type: string}" + std::string(120, '}');
    check_text(document("components: {schemas: {A: " + nested + "}}\n"));
}

TEST_CASE("more files than are taken, and files that grow when they are put together") {
    const TemporaryFolder folder;
    for (int i = 0; i < 1'100; ++i) {
        put_file(folder.path() / (std::to_string(i) + ".yaml"),
                 "type: object\nproperties: {p: {$ref: " + std::to_string(i + 1) + ".yaml}}\n");
    }
    put_file(folder.path() / "main.yaml", document("components: {schemas: {A: {$ref: 0.yaml}}}\n"));
    Run result = run("check", folder.path() / "main.yaml");
    CHECK(result.code == 1);
    CHECK_THAT(result.output,
               ContainsSubstring("the file is one too many: a document has at most 1000 files"));

    // Every part of a large tree is a component of its own.
    std::string tree = "{type: string}";
    std::string pointer;
    std::string references;
    for (int i = 0; i < 90; ++i) {
        tree = "{type: object, properties: {p: " + tree + ", q: {enum: [" +
               repeated(200, [](auto& k, auto&) { return k + ","; }) + "], type: integer}}}";
        pointer += "/properties/p";
        references +=
            "    R" + std::to_string(i) + ": {type: array, items: {$ref: 'tree.yaml#" + pointer + "'}}\n";
    }
    put_file(folder.path() / "tree.yaml", tree);
    put_file(folder.path() / "main.yaml", document("components:\n  schemas:\n" + references));
    result = run("check", folder.path() / "main.yaml");
    CHECK((result.code == 0 || result.code == 1));

    // Path items within callbacks of one another, each of them twice.
    std::string items;
    for (int i = 0; i < 40; ++i) {
        const std::string next = "{$ref: '#/p" + std::to_string(i + 1) + "'}";
        items += "p" + std::to_string(i) +
                 ": {post: {responses: {'204': {description: d}}, callbacks: {a: {'{$url}': " + next +
                 "}, b: {'{$url}': " + next + "}}}}\n";
    }
    put_file(folder.path() / "items.yaml", items + "p40: {post: {responses: {'204': {description: d}}}}\n");
    put_file(folder.path() / "main.yaml", document("", "{/a: {$ref: 'items.yaml#/p0'}}"));
    result = run("check", folder.path() / "main.yaml");
    CHECK(result.code == 1);
    CHECK_THAT(result.output, ContainsSubstring("the document has more than 1000000 values"));
}

}  // namespace
