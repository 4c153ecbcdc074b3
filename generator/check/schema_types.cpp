#include <algorithm>

#include "generator/check/schemas.hpp"

namespace gasworks::generator {

namespace {

const std::map<std::string, Schema::Type, std::less<>> types = {
    {"string", Schema::Type::string},   {"integer", Schema::Type::integer}, {"number", Schema::Type::number},
    {"boolean", Schema::Type::boolean}, {"array", Schema::Type::array},     {"object", Schema::Type::object}};

// Those that are checked, or that say how a value is held.
const std::map<Schema::Type, std::vector<std::string_view>> formats = {
    {Schema::Type::string,
     {"binary", "byte", "date", "date-time", "duration", "email", "hostname", "ipv4", "ipv6", "password",
      "time", "uri", "uri-reference", "uuid"}},
    {Schema::Type::integer, {"int16", "int32", "int64", "int8", "uint16", "uint32", "uint64", "uint8"}},
    {Schema::Type::number, {"double", "float"}}};

std::string list_of(const std::vector<std::string_view>& words) {
    std::string list;
    for (const std::string_view word : words)
        list += (list.empty() ? "" : ", ") + std::string(word);
    return list;
}

}  // namespace

// The type that the other keywords speak of; empty when they speak of none.
std::string SchemaChecker::inferred_type(const Node& node) {
    for (const auto& [key, type] :
         std::vector<std::pair<std::string_view, std::string>>{{"properties", "object"},
                                                               {"required", "object"},
                                                               {"additionalProperties", "object"},
                                                               {"minProperties", "object"},
                                                               {"maxProperties", "object"},
                                                               {"items", "array"},
                                                               {"minItems", "array"},
                                                               {"maxItems", "array"},
                                                               {"uniqueItems", "array"},
                                                               {"minLength", "string"},
                                                               {"maxLength", "string"},
                                                               {"pattern", "string"},
                                                               {"minimum", "number"},
                                                               {"maximum", "number"},
                                                               {"multipleOf", "number"}}) {
        if (node.find(key) == nullptr) continue;
        diagnostics_.warning(node.position, "this schema with '" + std::string(key) +
                                                "' has no type; it is taken for type: " + type);
        return type;
    }
    const Node* values = node.find("enum");
    if (values == nullptr || values->items.empty()) return {};
    const auto all = [&](Node::Kind kind) {
        return std::all_of(values->items.begin(), values->items.end(),
                           [&](const Node& value) { return value.is(kind); });
    };
    return all(Node::Kind::string) ? "string" : all(Node::Kind::integer) ? "integer" : "";
}

void SchemaChecker::read_type(Fields& fields, Schema& schema) {
    const bool composed = fields.node().find("oneOf") != nullptr || fields.node().find("anyOf") != nullptr;
    if (const Node* type = fields.take("type")) {
        const auto known = types.find(type->text);
        if (type->is(Node::Kind::sequence)) {
            diagnostics_.error(
                type->position,
                "a list of types is OpenAPI 3.1's; write one type, and nullable: true for null");
        } else if (!type->is(Node::Kind::string) || known == types.end()) {
            diagnostics_.error(type->position,
                               "'type' is one of string, integer, number, boolean, array, object");
        } else {
            schema.type = known->second;
        }
    } else if (!composed) {
        const auto known = types.find(inferred_type(fields.node()));
        if (known != types.end()) schema.type = known->second;
    }
    read_format(fields, schema);
}

// A format that a tool does not know "may default back to the type alone" (OpenAPI 3.0.3, Data Types).
void SchemaChecker::read_format(Fields& fields, Schema& schema) {
    const Node* format = fields.take("format", Node::Kind::string);
    if (format == nullptr) return;
    const auto known = formats.find(schema.type);
    if (known == formats.end()) {
        diagnostics_.warning(format->position,
                             "'format' without a type that it is for is not checked; write "
                             "type: string, integer or number");
    } else if (std::find(known->second.begin(), known->second.end(), format->text) == known->second.end()) {
        diagnostics_.warning(format->position, "the format '" + format->text +
                                                   "' is not checked; those that are for this type are " +
                                                   list_of(known->second));
    } else {
        schema.format = format->text;
    }
}

void SchemaChecker::warn_without_effect(Fields& fields, const Schema& schema) {
    static const std::vector<std::pair<std::string_view, std::vector<Schema::Type>>> meant_for = {
        {"minLength", {Schema::Type::string}},
        {"maxLength", {Schema::Type::string}},
        {"pattern", {Schema::Type::string}},
        {"items", {Schema::Type::array}},
        {"minItems", {Schema::Type::array}},
        {"maxItems", {Schema::Type::array}},
        {"uniqueItems", {Schema::Type::array}},
        {"properties", {Schema::Type::object}},
        {"required", {Schema::Type::object}},
        {"additionalProperties", {Schema::Type::object}},
        {"minProperties", {Schema::Type::object}},
        {"maxProperties", {Schema::Type::object}},
        {"minimum", {Schema::Type::integer, Schema::Type::number}},
        {"maximum", {Schema::Type::integer, Schema::Type::number}},
        {"exclusiveMinimum", {Schema::Type::integer, Schema::Type::number}},
        {"exclusiveMaximum", {Schema::Type::integer, Schema::Type::number}},
        {"multipleOf", {Schema::Type::integer, Schema::Type::number}}};
    for (const auto& [key, meant] : meant_for) {
        const Node* value = fields.take(key);
        if (value == nullptr || std::find(meant.begin(), meant.end(), schema.type) != meant.end()) continue;
        if (schema.type != Schema::Type::any) {
            diagnostics_.warning(value->position,
                                 "'" + std::string(key) + "' has no effect on this type; remove it");
        }
    }
}

}  // namespace gasworks::generator
