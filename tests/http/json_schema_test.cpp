#include "http/json_schema.hpp"

#include <stdexcept>

#include "tests/catch.hpp"

namespace {

using namespace gasworks::http;
using nlohmann::json;

// "POINTER DETAIL" of each violation.
std::vector<std::string> wrong(const std::string& schema, const json& value) {
    Violations found;
    const bool valid = JsonSchema(schema).check(value, Place::body(), found);
    CHECK(valid == found.empty());
    std::vector<std::string> lines;
    for (const Violation& violation : found.kept())
        lines.push_back(violation.name + " " + violation.detail);
    return lines;
}

using Lines = std::vector<std::string>;

TEST_CASE("a schema names what is wrong and what is allowed") {
    CHECK(wrong("true", 1).empty());
    CHECK(wrong("false", 1) == Lines{" is not allowed"});
    CHECK(wrong(R"({"type": ["integer", "null"]})", "a") ==
          Lines{" must be an integer or null, not a string"});
    CHECK(wrong(R"({"not": {"type": "string"}})", "a") ==
          Lines{R"( must not be what this schema describes: {"type":"string"})"});
    CHECK(wrong(R"({"contains": {"type": "string"}, "maxContains": 1})", {1, 2}) ==
          Lines{R"( must contain at least 1 item of this schema, not 0: {"type":"string"})"});
    CHECK(wrong(R"({"contains": {"type": "string"}, "maxContains": 1})", {"a", "b"}) ==
          Lines{R"( must contain at most 1 item of this schema, not 2: {"type":"string"})"});
    CHECK(wrong(R"({"prefixItems": [{"type": "string"}], "items": {"maximum": 2}})", {1, 3}) ==
          Lines{"/0 must be a string, not a number", "/1 must be at most 2, not 3"});
    CHECK(wrong(R"({"propertyNames": {"pattern": "^[a-z]+$"}})", {{"A", 1}}) ==
          Lines{"/A the name must match the pattern ^[a-z]+$, not be 'A'"});
    CHECK(wrong(R"({"dependentRequired": {"card": ["name"]}})", {{"card", 1}}) ==
          Lines{"/name is required where card is there"});
    CHECK(wrong(R"({"patternProperties": {"^n": {"type": "number"}}, "additionalProperties": false})",
                {{"n1", "a"}, {"x", 1}}) == Lines{"/n1 must be a number, not a string", "/x is not allowed"});
    CHECK(wrong(R"({"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"required": ["c"]}})",
                {{"a", 1}}) == Lines{"/b is required"});
    CHECK(wrong(R"({"anyOf": [{"$ref": "#/$defs/Name"}, {"minimum": 5}],
                    "$defs": {"Name": {"type": "string"}}})",
                3) == Lines{" must be one of Name, alternative 2; the closest is Name: must be a string, not "
                            "a number"});
    CHECK(wrong(R"({"oneOf": [{"minimum": 1}, {"minimum": 5}]})", 7) ==
          Lines{" must be exactly one of several things, but is each of alternative 1, alternative 2"});
}

TEST_CASE("what no schema has looked at can be refused") {
    const std::string closed = R"({"allOf": [{"properties": {"a": true}}], "properties": {"b": true},
                                   "if": {"required": ["c"]}, "then": {"properties": {"c": true}},
                                   "unevaluatedProperties": false})";
    CHECK(wrong(closed, {{"a", 1}, {"b", 1}, {"c", 1}}).empty());
    CHECK(wrong(closed, {{"a", 1}, {"d", 1}}) == Lines{"/d is not allowed"});
    const std::string items = R"({"prefixItems": [true], "contains": {"type": "string"},
                                  "unevaluatedItems": {"type": "integer"}})";
    CHECK(wrong(items, {1.5, "a", 2}).empty());
    CHECK(wrong(items, {1.5, "a", 2.5}) == Lines{"/2 must be an integer, not a number"});
}

TEST_CASE("schemas contain themselves") {
    const std::string tree = R"({"type": "object", "properties": {"children": {"items": {"$ref": "#"}}},
                                 "additionalProperties": false})";
    CHECK(wrong(tree, {{"children", {{{"children", json::array()}}}}}).empty());
    CHECK(wrong(tree, {{"children", {{{"x", 1}}}}}) == Lines{"/children/0/x is not allowed"});
}

TEST_CASE("alternatives that multiply are refused in bounded time") {
    json value = 1;
    for (int i = 0; i < 60; ++i)
        value = {{"a", value}};
    const auto lines = wrong(R"({"anyOf": [{"properties": {"a": {"$ref": "#"}}, "required": ["b"]},
                                           {"properties": {"a": {"$ref": "#"}}, "required": ["c"]},
                                           {"type": "integer"}]})",
                             value);
    REQUIRE_FALSE(lines.empty());
    CHECK_THAT(lines.back(), ContainsSubstring("so many schemas"));
}

TEST_CASE("a long chain of references is no matter") {
    json schema = {{"$ref", "#/$defs/0"}};
    constexpr int length = 20'000;
    for (int i = 0; i < length; ++i)
        schema["$defs"][std::to_string(i)] = {{"items", {{"$ref", "#/$defs/" + std::to_string(i + 1)}}}};
    schema["$defs"][std::to_string(length)] = true;
    CHECK(wrong(schema.dump(), json::array({json::array({1})})).empty());
    for (auto& [name, item] : schema["$defs"].items()) {
        if (item.is_object()) item = item["items"];
    }
    CHECK_THROWS_WITH(JsonSchema(schema.dump()), ContainsSubstring("more than 200 schemas"));
}

TEST_CASE("a limit beyond every size is a limit all the same") {
    for (const char* limit : {"4294967301", "9007199254740991", "18446744073709551616", "1e300"}) {
        CAPTURE(limit);
        CHECK(wrong(std::string(R"({"maxLength": )") + limit + "}", "short").empty());
        CHECK(wrong(std::string(R"({"minLength": )") + limit + "}", "short").size() == 1);
    }
}

TEST_CASE("what is no schema is refused with the keyword's name") {
    const auto refused = [](const std::string& schema, const std::string& why) {
        CAPTURE(schema);
        CHECK_THROWS_WITH(JsonSchema(schema), ContainsSubstring(why));
    };
    refused("{", "not JSON");
    refused("1", "a schema is an object or a boolean");
    refused(R"({"type": "text"})", "no type 'text'");
    refused(R"({"minLength": -1})", "'minLength' is 0 or more, not -1");
    refused(R"({"multipleOf": 0})", "'multipleOf' is greater than 0");
    refused(R"({"pattern": "[a-"})", "pattern");
    refused(R"({"allOf": []})", "'allOf' is a list of schemas");
    refused(R"({"required": [1]})", "'required' is a list of texts");
    refused(R"({"$ref": "other.json"})", "does not lead to within the schema");
    refused(R"({"$ref": "#/$defs/Gone"})", "there is no '#/$defs/Gone'");
    refused(R"({"anyOf": [{"$ref": "#"}]})", "circle");
    refused(R"({"$dynamicRef": "#a"})", "$dynamicRef");
}

}  // namespace
