#include <string>

#include "generator/document/json.hpp"
#include "generator/document/parse.hpp"
#include "generator/document/scalar.hpp"
#include "tests/catch.hpp"

using namespace gasworks::generator;

namespace {

std::string json_of_yaml(const std::string& yaml) {
    const auto document = parse_document(yaml);
    if (!document)
        return "error " + std::to_string(document.error().position.line) + ":" +
               std::to_string(document.error().position.column) + " " + document.error().text;
    std::string json = json_of(*document);
    std::string flat;
    for (const char c : json) {
        if (c != '\n' && c != ' ') flat += c;
    }
    return flat;
}

TEST_CASE("scalars have the types of YAML 1.2's core schema") {
    CHECK(json_of_yaml("[1, -0, 0x1F, 0o17, 007, 1.0, .5, 5., +1.5e3, 1e3]") ==
          "[1,0,31,15,7,1.0,0.5,5.0,1.5e3,1e3]");
    CHECK(json_of_yaml("[true, False, null, ~, '']") == "[true,false,null,null,\"\"]");
    CHECK(json_of_yaml("[yes, no, on, 1.2.3, 2026-01-02, 1_000, 12:30, 0b1, '1.0', \"true\", !!str 5]") ==
          R"(["yes","no","on","1.2.3","2026-01-02","1_000","12:30","0b1","1.0","true","5"])");
    CHECK(json_of_yaml("[9223372036854775807, -9223372036854775808]") ==
          "[9223372036854775807,-9223372036854775808]");
    CHECK_FALSE(plain_scalar("9223372036854775808"));
    CHECK_FALSE(plain_scalar(".inf"));
    CHECK_FALSE(plain_scalar("-.INF"));
    CHECK_FALSE(plain_scalar("1e999"));
}

TEST_CASE("members keep their order and keys are text whatever they look like") {
    CHECK(json_of_yaml("z: 1\n200: a\ntrue: b\n\"a\\tb\": 'c\"\\'\n") ==
          R"({"z":1,"200":"a","true":"b","a\tb":"c\"\\"})");
}

TEST_CASE("JSON writes characters beyond U+FFFF as two halves") {
    CHECK(json_of_yaml(R"({"a": "\ud83d\ude00!", "b": "\\ud83d"})") ==
          "{\"a\":\"\U0001f600!\",\"b\":\"\\\\ud83d\"}");
    CHECK_THAT(json_of_yaml(R"({"a": "\ud83d"})"), ContainsSubstring("error 1:14 not YAML"));
    CHECK(json_of_yaml(R"(a: '\ud83d\ude00')") == R"({"a":"\\ud83d\\ude00"})");
}

TEST_CASE("values know where they stand") {
    const auto document = parse_document("a: 1\nb:\n  - x\n  - y: 2\n");
    REQUIRE(document);
    CHECK(document->find("a")->position.line == 1);
    CHECK(document->find("a")->position.column == 4);
    const Node& last = document->find("b")->items[1];
    CHECK(last.members[0].position.line == 4);
    CHECK(last.members[0].position.column == 5);
    CHECK(last.members[0].value.position.column == 8);
}

TEST_CASE("aliases are replaced by what they name") {
    CHECK(json_of_yaml("a: &x {n: 1}\nb: *x\n") == R"({"a":{"n":1},"b":{"n":1}})");
}

TEST_CASE("what is not one plain document is refused with its place") {
    CHECK(json_of_yaml("") == "error 1:1 the document is empty");
    CHECK(json_of_yaml("a: 1\na: 2\n") == "error 2:1 the key 'a' occurs twice in one mapping");
    CHECK(json_of_yaml("a: 1\n---\nb: 2\n") == "error 3:1 the file has a second YAML document; one is taken");
    CHECK_THAT(json_of_yaml("a: &x 1\nb: {<<: *x}\n"), ContainsSubstring("error 2:5 the merge key"));
    CHECK_THAT(json_of_yaml("? [a]\n: b\n"), ContainsSubstring("a key must be text"));
    CHECK_THAT(json_of_yaml("a: !thing 1\n"), ContainsSubstring("error 1:4 the tag !thing is not taken"));
    CHECK_THAT(json_of_yaml("a: [1\n"), ContainsSubstring("not YAML"));
    CHECK_THAT(json_of_yaml("a: *b\n"), ContainsSubstring("error 1:4 not YAML"));
    CHECK_THAT(json_of_yaml("a: &x [*x]\n"), ContainsSubstring("an alias within what it names never ends"));
    CHECK_THAT(json_of_yaml("a: .nan\n"), ContainsSubstring("JSON has no number"));
    CHECK_THAT(json_of_yaml("\tx: 1\n  - : ]"), ContainsSubstring("not YAML"));
}

TEST_CASE("bombs end at the limits") {
    std::string laughs = "a: &a [l,l,l,l,l,l,l,l,l]\n";
    for (char c = 'b'; c <= 'z'; ++c) {
        const std::string previous = "*" + std::string(1, static_cast<char>(c - 1));
        laughs += std::string(1, c) + ": &" + c + " [" + previous;
        for (int i = 0; i < 8; ++i)
            laughs += "," + previous;
        laughs += "]\n";
    }
    CHECK_THAT(json_of_yaml(laughs), ContainsSubstring("more than 1000000 values"));
    CHECK(json_of_yaml(std::string(100'000, '[')).starts_with("error"));
    CHECK(json_of_yaml(std::string(100'000, '{')).starts_with("error"));
    std::string deep;
    for (std::size_t i = 0; i < 3000; ++i)
        deep += std::string(i, ' ') + "a:\n";
    CHECK(json_of_yaml(deep).starts_with("error"));
    DocumentLimits limits;
    limits.bytes = 10;
    CHECK_FALSE(parse_document("12345678901", limits));
    CHECK(parse_document("1234567890", limits));
}

}  // namespace
