#include <sstream>

#include "generator/commands.hpp"
#include "generator/document/parse.hpp"
#include "generator/document/yaml.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

// What references over files lead to, and what is said when they can't be followed.
namespace {

namespace fs = std::filesystem;
using namespace gasworks::generator;

std::string document(const std::string& schema, const std::string& rest = {}) {
    return "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    post:\n      operationId: a\n"
           "      requestBody: {content: {application/json: {schema: " +
           schema +
           "}}}\n"
           "      responses: {'204': {description: d}, '400': {description: d}, '415': {description: d}}\n" +
           rest;
}

struct Files {
    TemporaryFolder folder;

    explicit Files(const std::vector<std::pair<std::string, std::string>>& files) {
        for (const auto& [name, text] : files)
            put_file(folder.path() / name, text);
    }
    // The bundle, or the messages without the folder in front.
    std::string bundle(const std::string& main = "main.yaml") const {
        std::ostringstream output;
        std::ostringstream messages;
        const int code = run_bundle((folder.path() / main).string(), std::nullopt, output, messages);
        CHECK((code == 0) == messages.str().empty());
        std::string text = code == 0 ? output.str() : messages.str();
        const std::string prefix = folder.path().string() + "/";
        for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix))
            text.erase(at, prefix.size());
        return text;
    }
};

std::string schemas_of(const std::string& bundle) {
    const auto at = bundle.find("  schemas:\n");
    return at == std::string::npos ? bundle : bundle.substr(at + 11);
}

TEST_CASE("a document in one file stays as it is, byte for byte") {
    const std::string text = document("{$ref: '#/components/schemas/A'}",
                                      "components: {schemas: {A:   {type: string}}}  # as written\n");
    CHECK(Files({{"main.yaml", text}}).bundle() == text);
    CHECK(Files({{"main.yaml", "\xEF\xBB\xBF" + text}}).bundle() == "\xEF\xBB\xBF" + text);
}

TEST_CASE("names of components that come from other files") {
    const std::string text = "type: string\n";
    CHECK(schemas_of(Files({{"main.yaml", document("{$ref: a b.yaml}")}, {"a b.yaml", text}}).bundle()) ==
          "    a_b:\n      type: string\n");
    CHECK(schemas_of(Files({{"main.yaml", document("{$ref: 'a%20b.yaml'}")}, {"a b.yaml", text}}).bundle()) ==
          "    a_b:\n      type: string\n");
    CHECK(schemas_of(Files({{"main.yaml", document("{$ref: 'l.yaml#/0'}")},
                            {"l.yaml", "[{title: Some text, type: string}]"}})
                         .bundle()) == "    Some_text:\n      title: Some text\n      type: string\n");
    // A component that is a reference to another file is the thing itself.
    CHECK(schemas_of(Files({{"main.yaml",
                             document("{$ref: b.yaml}", "components: {schemas: {Mine: {$ref: b.yaml}}}")},
                            {"b.yaml", text}})
                         .bundle()) == "    Mine:\n      type: string\n");
    // One file by two names, one of them through a link, is read once.
    const Files linked(
        {{"main.yaml", document("{type: object, properties: {x: {$ref: b.yaml}, y: {$ref: ./d/../c.yaml}}}")},
         {"b.yaml", text},
         {"d/e", ""}});
    fs::create_symlink("b.yaml", linked.folder.path() / "c.yaml");
    CHECK(schemas_of(linked.bundle()) == "    b:\n      type: string\n");
}

TEST_CASE("chains lead to their end, over files and folders and back") {
    const Files files(
        {{"api/main.yaml",
          document("{$ref: ../one.json}", "components: {schemas: {Back: {type: integer}}}\n")},
         {"one.json", R"({"$ref": "deep/two.yaml#/x/z"})"},
         {"deep/two.yaml",
          "x: {z: {type: object, properties: {up: {$ref: '../api/main.yaml#/components/schemas/Back'}}}}"}});
    CHECK(schemas_of(files.bundle("api/main.yaml")) ==
          "    Back:\n      type: integer\n    z:\n      type: object\n      properties:\n        up:\n"
          "          $ref: \"#/components/schemas/Back\"\n");
}

TEST_CASE("errors are told with the file in which they stand, all in one run") {
    const Files files(
        {{"main.yaml", document("{type: object, properties: {a: {$ref: a.yaml}, b: {$ref: b.yaml}, "
                                "c: {$ref: b.yaml}, d: {$ref: 'a.yaml#/no'}, e: {type: 5}}}")},
         {"a.yaml", "type: object\nproperties:\n  x: {type: strong}\n"},
         {"b.yaml", "x: [\n"}});
    CHECK(files.bundle() ==
          "main.yaml:7:153: error: $ref: 'a.yaml#/no' leads nowhere: there is no '#/no' in a.yaml\n"
          "main.yaml:7:178: error: 'type' is one of string, integer, number, boolean, array, object\n"
          "a.yaml:3:13: error: 'type' is one of string, integer, number, boolean, array, object\n"
          "b.yaml:2:1: error: not YAML: end of sequence flow not found\n");
}

TEST_CASE("what a reference may not lead to") {
    const auto refused = [](const std::string& reference) {
        const Files files({{"main.yaml", document("{$ref: '" + reference + "'}")},
                           {"p.yaml", "components: {parameters: {x: {type: string}}}"},
                           {"d/x.yaml", ""}});
        return files.bundle();
    };
    for (const char* url : {"https://example.org/a.yaml", "http://localhost/a", "file:///etc/passwd",
                            "//host/a.yaml", "urn:a:b", "C:\\\\a.yaml"})
        CHECK_THAT(refused(url),
                   ContainsSubstring("is not fetched: a build must not depend on what a server says"));
    CHECK_THAT(refused("/etc/passwd"), ContainsSubstring("is an absolute path"));
    CHECK_THAT(refused("%2Fetc/passwd"), ContainsSubstring("is an absolute path"));
    CHECK_THAT(refused("missing.yaml"), ContainsSubstring("can't be followed: the file does not exist"));
    CHECK_THAT(refused("d"), ContainsSubstring("the file is a folder, not a file"));
    CHECK_THAT(refused("d/x.yaml"), ContainsSubstring("d/x.yaml:1:1: error: the document is empty"));
    CHECK_THAT(refused("p.yaml#/components/parameters/x"),
               ContainsSubstring("is not in '#/components/schemas/'"));
    CHECK_THAT(refused("%zz.yaml"), ContainsSubstring("percent sign"));
    CHECK_THAT(refused("p.yaml#name"), ContainsSubstring("there is no '#name' in p.yaml"));
}

TEST_CASE("references that go round in a circle end, wherever they stand") {
    const auto bundle_of = [](const std::string& text, const std::string& other) {
        return Files({{"main.yaml", text}, {"o.yaml", other}, {"p.yaml", "{$ref: 'o.yaml#/p'}"}}).bundle();
    };
    const std::string circle = "this $ref leads round in a circle";
    const std::string other = "{p: {$ref: p.yaml}}";
    const std::string local =
        "components: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}}\n";
    CHECK_THAT(bundle_of(document("{$ref: p.yaml}"), other),
               ContainsSubstring("main.yaml:7:65: error: " + circle));
    CHECK_THAT(bundle_of(document("{$ref: '#/components/schemas/A'}", local), other),
               ContainsSubstring(circle));
    CHECK_THAT(bundle_of(document("{}", "  /b: {$ref: p.yaml}\n"), other), ContainsSubstring(circle));
    CHECK_THAT(bundle_of(document("{}", "  /b: {$ref: '#/paths/~1b'}\n"), other), ContainsSubstring(circle));
    for (const std::string section :
         {"parameters", "responses", "requestBodies", "headers", "securitySchemes"}) {
        CAPTURE(section);
        const std::string itself =
            "components: {" + section + ": {x: {$ref: '#/components/" + section + "/x'}}}\n";
        CHECK_THAT(bundle_of(document("{}", itself), other), ContainsSubstring(circle));
    }
    for (const std::string section : {"parameters", "responses", "requestBodies", "headers",
                                      "securitySchemes", "examples", "links", "callbacks"}) {
        CAPTURE(section);
        const std::string over = "components: {" + section + ": {x: {$ref: p.yaml}}}\n";
        CHECK_THAT(bundle_of(document("{}", over), other), ContainsSubstring(circle));
    }
    // A path item within one of its own callbacks can't be put in place.
    const std::string within =
        "p: {post: {operationId: b, responses: {'204': {description: d}}, callbacks: {c: {'{$url}': {$ref: "
        "'#/p'}}}}}";
    CHECK_THAT(bundle_of(document("{}", "  /b: {$ref: 'o.yaml#/p'}\n"), within),
               ContainsSubstring("o.yaml:1:99: error: " + circle));
}

TEST_CASE("a schema of another file may contain itself") {
    const Files files(
        {{"main.yaml", document("{$ref: 'tree.yaml'}")},
         {"tree.yaml", "type: object\nproperties: {left: {$ref: '#'}, right: {$ref: tree.yaml}}\n"}});
    CHECK(schemas_of(files.bundle()) ==
          "    tree:\n      type: object\n      properties:\n        left:\n          $ref: "
          "\"#/components/schemas/tree\"\n"
          "        right:\n          $ref: \"#/components/schemas/tree\"\n");
}

TEST_CASE("YAML that is written means what it was read from") {
    for (const std::string text : {"plain",
                                   "true",
                                   "Yes",
                                   "n",
                                   "~",
                                   "null",
                                   "12",
                                   "1.5",
                                   "0x1F",
                                   "1e3",
                                   "-",
                                   "- a",
                                   "a: b",
                                   "a #b",
                                   "#a",
                                   " a",
                                   "a ",
                                   "'a'",
                                   "\"",
                                   "{",
                                   "[",
                                   "&a",
                                   "*a",
                                   "!a",
                                   "%",
                                   "@",
                                   "`",
                                   "|",
                                   ">",
                                   "?",
                                   "a\nb",
                                   "a\n",
                                   "a\n\nb\n",
                                   "\na",
                                   "a\n\n",
                                   "a \nb",
                                   "  a\nb",
                                   "a\tb",
                                   "\x01",
                                   "\x7F",
                                   "\xC2\x85",
                                   "\xE2\x80\xA8",
                                   "\xEF\xBB\xBF",
                                   "gr\xC3\xBC\xC3\x9F",
                                   "---",
                                   "...",
                                   "",
                                   "<<",
                                   "$ref",
                                   "=",
                                   "2026-01-02",
                                   "a,b",
                                   "---\nx",
                                   "...\nx",
                                   "# a\nb"}) {
        CAPTURE(text);
        Node scalar;
        scalar.kind = Node::Kind::string;
        scalar.text = text;
        Node list;
        list.kind = Node::Kind::sequence;
        list.items = {scalar, list};
        Node mapping;
        mapping.kind = Node::Kind::mapping;
        mapping.members = {{text, {}, scalar}, {"list " + text, {}, list}, {"more", {}, mapping}};
        Node root = list;
        root.items.push_back(mapping);
        // A key << is read as a merge key, quoted or not.
        if (text == "<<") root = list;
        const auto again = parse_document(yaml_of(root));
        CAPTURE(yaml_of(root));
        REQUIRE(again);
        CHECK(yaml_of(*again) == yaml_of(root));
        CHECK(again->items[0].text == text);
        CHECK(again->items[0].is(Node::Kind::string));
        CHECK(parse_document(yaml_of(scalar))->text == text);
    }
}

}  // namespace
