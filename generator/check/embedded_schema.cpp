#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "generator/check/assertions.hpp"
#include "generator/check/rewriting.hpp"
#include "generator/document/json.hpp"
#include "http/json_schema.hpp"

namespace gasworks::generator {

namespace {

using nlohmann::json;
using Keywords = std::set<std::string_view>;

const Keywords holding_one = {"not",
                              "if",
                              "then",
                              "else",
                              "items",
                              "contains",
                              "additionalProperties",
                              "propertyNames",
                              "unevaluatedItems",
                              "unevaluatedProperties"};
const Keywords holding_a_list = {"allOf", "anyOf", "oneOf", "prefixItems"};
const Keywords holding_names = {"properties", "patternProperties", "dependentSchemas"};
const Keywords holding_values = {"type",
                                 "enum",
                                 "const",
                                 "minimum",
                                 "maximum",
                                 "exclusiveMinimum",
                                 "exclusiveMaximum",
                                 "multipleOf",
                                 "minLength",
                                 "maxLength",
                                 "pattern",
                                 "format",
                                 "minItems",
                                 "maxItems",
                                 "uniqueItems",
                                 "minContains",
                                 "maxContains",
                                 "minProperties",
                                 "maxProperties",
                                 "required",
                                 "dependentRequired"};
const Keywords without_effect = {"discriminator",    "$defs",           "$anchor",
                                 "contentMediaType", "contentEncoding", "contentSchema"};

class Embedding {
  public:
    Embedding(const References& references, Diagnostics& diagnostics)
        : references_(references), diagnostics_(diagnostics) {}

    std::string text(const std::vector<Node>& schemas) {
        json root = json::object();
        if (schemas.size() == 1) {
            root = schema(schemas.front());
        } else {
            for (const Node& node : schemas)
                root["allOf"].push_back(schema(node));
        }
        while (!waiting_.empty()) {
            const auto [target, name] = waiting_.back();
            waiting_.pop_back();
            root["$defs"][name] = schema(*target);
        }
        return root.dump();
    }

  private:
    json schema(const Node& node) {
        if (node.is(Node::Kind::boolean)) return node.text == "true";
        if (!node.is(Node::Kind::mapping)) {
            diagnostics_.error(node.position,
                               "a schema is a mapping, not " + std::string(kind_name(node.kind)));
            return true;
        }
        json result = json::object();
        if (const Node* reference = node.find("$ref")) {
            const auto target = referred(*reference);
            if (!target) return true;
            result["$ref"] = *target;
            if (!references_.is_31()) return result;
        }
        for (const Node::Member& member : node.members)
            add_keyword(member, result);
        pass_over_read_only(node, result);
        if (!references_.is_31()) modernise(result);
        return result;
    }

    /// What a client may not send is not required of it.
    void pass_over_read_only(const Node& node, json& result) const {
        const Node* properties = node.find("properties");
        if (properties == nullptr || !properties->is(Node::Kind::mapping) || !result.contains("required"))
            return;
        json& required = result["required"];
        for (const Node::Member& member : properties->members) {
            const Node* property = references_.resolve(member.value, "/components/schemas/");
            const Node* flag = property == nullptr ? nullptr : property->find("readOnly");
            const Node* beside = member.value.find("readOnly");
            if ((flag == nullptr || flag->text != "true") && (beside == nullptr || beside->text != "true"))
                continue;
            required.erase(std::remove(required.begin(), required.end(), json(member.key)), required.end());
        }
        if (required.empty()) result.erase("required");
    }

    void add_keyword(const Node::Member& member, json& result) {
        const std::string& key = member.key;
        const Node& value = member.value;
        if (holding_one.contains(key)) {
            result[key] = schema(value);
        } else if (holding_a_list.contains(key)) {
            result[key] = json::array();
            for (const Node& item : value.items)
                result[key].push_back(schema(item));
        } else if (holding_names.contains(key)) {
            result[key] = json::object();
            for (const Node::Member& item : value.members)
                result[key][item.key] = schema(item.value);
        } else if (holding_values.contains(key) || (key == "nullable" && !references_.is_31())) {
            result[key] = json::parse(json_of(value));
        } else if (key == asserted_keyword) {
            for (const Node& item : value.items)
                result["allOf"].push_back(schema(item));
        } else if (key != "$ref" && !is_annotation(key) && !without_effect.contains(key)) {
            diagnostics_.error(member.position, "'" + key +
                                                    "' is not supported in a schema that values are only "
                                                    "compared with");
        }
    }

    // What OpenAPI 3.0 writes in another way.
    static void modernise(json& schema) {
        const auto take_flag = [&](const char* key) {
            const bool is_set = schema.contains(key) && schema[key] == true;
            if (schema.contains(key) && schema[key].is_boolean()) schema.erase(key);
            return is_set;
        };
        if (take_flag("nullable") && schema.contains("type"))
            schema["type"] = json::array({schema["type"], "null"});
        for (const auto& [bound, exclusive] :
             {std::pair("minimum", "exclusiveMinimum"), std::pair("maximum", "exclusiveMaximum")}) {
            if (!take_flag(exclusive) || !schema.contains(bound)) continue;
            schema[exclusive] = schema[bound];
            schema.erase(bound);
        }
    }

    std::optional<std::string> referred(const Node& reference) {
        Node alone = mapping_at(reference.position);
        set(alone, "$ref", reference);
        const Node* target = references_.resolve(alone, "/components/schemas/");
        if (target == nullptr) return std::nullopt;
        const auto [known, is_new] = names_.try_emplace(target);
        if (is_new) {
            known->second = free_name(reference.text.substr(reference.text.find_last_of("/#") + 1));
            waiting_.emplace_back(target, known->second);
        }
        return "#/$defs/" + known->second;
    }

    std::string free_name(const std::string& wanted) {
        std::string base;
        for (const char c : wanted)
            base += c == '~' || c == '%' ? '_' : c;
        std::string name = base;
        for (int i = 2; !taken_.insert(name).second; ++i)
            name = base + "_" + std::to_string(i);
        return name;
    }

    const References& references_;
    Diagnostics& diagnostics_;
    std::map<const Node*, std::string> names_;
    std::set<std::string> taken_;
    std::vector<std::pair<const Node*, std::string>> waiting_;
};

}  // namespace

std::string embedded_schema(const std::vector<Node>& schemas, const References& references,
                            Diagnostics& diagnostics) {
    std::string text = Embedding(references, diagnostics).text(schemas);
    try {
        const http::JsonSchema valid(text);
    } catch (const std::invalid_argument& error) {
        diagnostics.error(schemas.front().position, error.what());
        return "true";
    }
    return text;
}

}  // namespace gasworks::generator
