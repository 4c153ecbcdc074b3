// The JSON Schema organisation's test suite, as Debian packages it (json-schema-test-suite). Its newest draft
// there is 7; what 2020-12 calls by another name is renamed.
#include <filesystem>
#include <fstream>
#include <set>

#include "http/json_schema.hpp"
#include "tests/catch.hpp"

namespace {

namespace fs = std::filesystem;
using namespace gasworks::http;
using nlohmann::json;

const fs::path suite = "/usr/share/json-schema-test-suite/tests/draft7";

// Not in JsonSchema: references to elsewhere and by name.
const std::set<std::string> passed_over = {"refRemote", "definitions", "id", "unknownKeyword"};

json renamed(const json& schema) {
    if (schema.is_array()) {
        json list = json::array();
        for (const json& item : schema)
            list.push_back(renamed(item));
        return list;
    }
    if (!schema.is_object()) return schema;
    // In draft 7, $ref replaces what stands beside it.
    if (schema.contains("$ref") && schema["$ref"].is_string()) {
        json reference = {{"$ref", schema["$ref"]}};
        if (schema.contains("definitions")) reference["definitions"] = renamed(schema["definitions"]);
        return reference;
    }
    json result = json::object();
    for (const auto& [key, value] : schema.items()) {
        if (key == "enum" || key == "const") {
            result[key] = value;
        } else if (key == "items" && value.is_array()) {
            if (!value.empty()) result["prefixItems"] = renamed(value);
            if (schema.contains("additionalItems")) result["items"] = renamed(schema["additionalItems"]);
        } else if (key == "dependencies" && value.is_object()) {
            for (const auto& [name, needed] : value.items())
                result[needed.is_array() ? "dependentRequired" : "dependentSchemas"][name] = renamed(needed);
        } else if (key != "additionalItems" && key != "format") {
            result[key] = renamed(value);
        }
    }
    return result;
}

// References that the renaming breaks, or that lead out of the schema.
bool is_out_of_scope(const json& schema) {
    const std::string text = schema.dump();
    return text.find("$id") != std::string::npos || text.find("\"$ref\":\"http") != std::string::npos ||
           text.find("#/items/") != std::string::npos || text.find('%') != std::string::npos;
}

TEST_CASE("the official test suite passes") {
    if (!fs::exists(suite)) {
        WARN("no " << suite.string() << ": json-schema-test-suite is not installed");
        return;
    }
    std::size_t compared = 0;
    for (const auto& entry : fs::directory_iterator(suite)) {
        if (entry.path().extension() != ".json" || passed_over.contains(entry.path().stem().string()))
            continue;
        for (const json& group : json::parse(std::ifstream(entry.path()))) {
            if (is_out_of_scope(group["schema"])) continue;
            CAPTURE(entry.path().filename().string(), group["description"].get<std::string>());
            const JsonSchema schema(renamed(group["schema"]).dump());
            for (const json& test : group["tests"]) {
                CAPTURE(test["description"].get<std::string>(), test["data"].dump());
                Violations found;
                CHECK(schema.check(test["data"], Place::body(), found) == test["valid"].get<bool>());
                ++compared;
            }
        }
    }
    CHECK(compared > 350);
}

}  // namespace
