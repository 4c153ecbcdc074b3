#include "generator/check/schemas.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <set>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "generator/check/defaults.hpp"
#include "generator/document/json.hpp"
#include "http/pattern.hpp"

namespace gasworks::generator {

namespace {

const std::map<std::string, Schema::Type, std::less<>> types = {
    {"string", Schema::Type::string},   {"integer", Schema::Type::integer}, {"number", Schema::Type::number},
    {"boolean", Schema::Type::boolean}, {"array", Schema::Type::array},     {"object", Schema::Type::object}};

const std::map<Schema::Type, std::vector<std::string>> formats = {
    {Schema::Type::string, {"binary", "byte", "date", "date-time", "email", "password", "uri", "uuid"}},
    {Schema::Type::integer, {"int32", "int64"}},
    {Schema::Type::number, {"double", "float"}}};

std::string list_of(const std::vector<std::string>& words) {
    std::string list;
    for (const std::string& word : words)
        list += (list.empty() ? "" : ", ") + word;
    return list;
}

}  // namespace

void SchemaChecker::components(const Node& schemas) {
    Fields fields(schemas, "components/schemas", diagnostics_);
    for (const Node::Member& member : schemas.members) {
        const Node* node = references_.resolve(member.value, "/components/schemas/");
        // Of a component that is another one, the other one's name is used.
        if (node != &member.value) continue;
        Schema& schema = api_.schemas.emplace_back();
        schema.component = member.key;
        schema.position = node->position;
        read_[node] = &schema;
        api_.components.push_back(&schema);
    }
    components_are_read_ = false;
    for (const Node::Member& member : schemas.members) {
        const auto known = read_.find(&member.value);
        if (known != read_.end()) read(member.value, *known->second);
    }
    components_are_read_ = true;
    while (!incomplete_.empty())
        complete(*incomplete_.begin()->first);
}

const Schema* SchemaChecker::schema(const Node& node) {
    const Node* target = references_.resolve(node, "/components/schemas/");
    if (target == nullptr) return &api_.schemas.emplace_back();
    if (const auto known = read_.find(target); known != read_.end()) return known->second;
    Schema& schema = api_.schemas.emplace_back();
    schema.position = target->position;
    read_[target] = &schema;
    if (is_too_much(target->position)) return &schema;
    ++depth_;
    read(*target, schema);
    --depth_;
    return &schema;
}

bool SchemaChecker::is_too_much(Position position) {
    if (depth_ == limit_of_depth) {
        diagnostics_.error(position,
                           "more than " + std::to_string(limit_of_depth) +
                               " schemas lead from one to the next; write them under components/schemas");
    } else if (api_.schemas.size() > limit_of_schemas) {
        diagnostics_.error(position, "the document has more than " + std::to_string(limit_of_schemas) +
                                         " schemas; write fewer, and refer to them");
    } else {
        return false;
    }
    return true;
}

void SchemaChecker::refuse_unsupported(Fields& fields) {
    constexpr std::string_view not_checked =
        "it would not be checked; leave it away, or check it in the operation";
    fields.refuse("not", "say what is allowed");
    fields.refuse("xml", "bodies are JSON");
    fields.refuse("prefixItems", "write an object with a property for each item");
    fields.refuse("patternProperties", "write additionalProperties with the schema of the values");
    fields.refuse("$defs", "write the schemas under components/schemas");
    fields.refuse("$dynamicRef", "write $ref");
    fields.refuse("$id", "references start at the document; leave it away");
    fields.refuse("$schema", "the dialect is the document's; leave it away");
    for (const std::string_view key :
         {"if", "then", "else", "dependentSchemas", "dependentRequired", "propertyNames", "contains",
          "minContains", "maxContains", "unevaluatedItems", "unevaluatedProperties", "contentSchema"}) {
        fields.refuse(key, not_checked);
    }
}

void SchemaChecker::read(const Node& node, Schema& schema) {
    if (node.is(Node::Kind::boolean) && node.text == "true" && references_.is_31()) return;
    const Node& written = composer_.composed(node);
    if (const Node* reference = Composer::annotated_reference(written)) {
        return read_annotated_reference(written, *reference, schema);
    }
    Fields fields(written, "a schema", diagnostics_);
    if (!written.is(Node::Kind::mapping)) return;
    schema.description = fields.text("description").value_or("");
    schema.deprecated = fields.boolean("deprecated", false);
    schema.nullable = fields.boolean("nullable", false);
    schema.read_only = fields.boolean("readOnly", false);
    schema.write_only = fields.boolean("writeOnly", false);
    fields.documentation({"title", "example", "externalDocs"});
    if (references_.is_31()) {
        fields.documentation({"examples", "$comment"});
    } else {
        fields.refuse("const", "it is OpenAPI 3.1's; write an enum of one");
        fields.refuse("examples", "it is OpenAPI 3.1's; write example");
    }
    refuse_unsupported(fields);
    read_type(fields, schema);
    read_enumeration(fields, schema);
    read_alternatives(fields, schema);
    switch (schema.type) {
        case Schema::Type::string:
            read_string(fields, schema);
            break;
        case Schema::Type::integer:
            read_integer(fields, schema);
            break;
        case Schema::Type::number:
            read_number(fields, schema);
            break;
        case Schema::Type::array:
            read_array(fields, schema);
            break;
        case Schema::Type::object:
            read_object(fields, schema);
            break;
        case Schema::Type::any:
        case Schema::Type::boolean:
        case Schema::Type::alternatives:
            break;
    }
    if (const Node* value = fields.take("default")) read_default(*value, schema);
    warn_without_effect(fields, schema);
    fields.finish();
}

void SchemaChecker::read_annotated_reference(const Node& written, const Node& reference, Schema& schema) {
    schema.origin = this->schema(reference);
    incomplete_[&schema] = &written;
    if (components_are_read_) complete(schema);
}

// The origin with what the reference says about it.
void SchemaChecker::complete(Schema& schema) {
    const auto known = incomplete_.find(&schema);
    if (known == incomplete_.end()) return;
    const Node& written = *known->second;
    incomplete_.erase(known);
    const Schema* origin = schema.origin;
    for (const Schema* next = origin; next != nullptr; next = next->origin) {
        if (next == &schema) {
            diagnostics_.error(written.position, "this $ref leads round in a circle");
            schema.origin = nullptr;
            return;
        }
    }
    for (Schema& candidate : api_.schemas) {
        if (&candidate == origin) complete(candidate);
    }
    const std::string component = schema.component;
    schema = *origin;
    schema.origin = origin;
    schema.component = component;
    schema.position = written.position;
    Fields fields(written, "a schema", diagnostics_);
    fields.take("allOf");
    schema.description = fields.text("description").value_or(origin->description);
    schema.deprecated = fields.boolean("deprecated", origin->deprecated);
    schema.nullable = fields.boolean("nullable", false) || origin->nullable;
    schema.read_only = fields.boolean("readOnly", origin->read_only);
    schema.write_only = fields.boolean("writeOnly", origin->write_only);
    if (const Node* value = fields.take("default")) read_default(*value, schema);
}

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
    if (schema.type == Schema::Type::any && !composed && fields.node().find("format") != nullptr) {
        diagnostics_.error(fields.node().position, "a schema with 'format' needs a 'type'");
        fields.documentation({"format"});
    }
    if (schema.type == Schema::Type::any) return;
    const auto format = fields.text("format");
    if (!format) return;
    const auto known = formats.find(schema.type);
    if (known == formats.end()) {
        diagnostics_.error(fields.node().find("format")->position,
                           "'format' has no meaning for this type; remove it");
    } else if (std::find(known->second.begin(), known->second.end(), *format) == known->second.end()) {
        diagnostics_.error(fields.node().find("format")->position,
                           "the format '" + *format + "' is not supported; write one of " +
                               list_of(known->second) +
                               ", or leave it away and say what you mean with other keywords");
    } else {
        schema.format = *format;
    }
}

void SchemaChecker::read_enumeration(Fields& fields, Schema& schema) {
    const Node* words = fields.take("enum", Node::Kind::sequence);
    if (words == nullptr) return;
    if (words->items.empty()) {
        diagnostics_.error(words->position, "'enum' allows nothing; name at least one value");
        return;
    }
    if (schema.type != Schema::Type::string && schema.type != Schema::Type::integer)
        return read_any_enumeration(*words, schema);
    std::set<std::string> seen;
    for (const Node& word : words->items) {
        const bool text = schema.type == Schema::Type::string;
        if (word.is(Node::Kind::null) && schema.nullable) continue;
        if (!word.is(text ? Node::Kind::string : Node::Kind::integer)) {
            diagnostics_.error(word.position, "this value of 'enum' is " + std::string(kind_name(word.kind)) +
                                                  ", not " +
                                                  (text ? "text; put it in quotes" : "an integer"));
        } else if (!seen.insert(word.text).second) {
            diagnostics_.error(word.position, "'" + word.text + "' occurs twice in this 'enum'");
        } else if (text) {
            schema.words.push_back(word.text);
        } else {
            schema.allowed_integers.push_back(std::strtoll(word.text.c_str(), nullptr, 10));
        }
    }
}

// Values of any kind: the type stays what it is, and what is read must be one of them.
void SchemaChecker::read_any_enumeration(const Node& values, Schema& schema) {
    std::string list;
    for (const Node& value : values.items) {
        const bool number = value.is(Node::Kind::integer) || value.is(Node::Kind::number);
        const bool fits = schema.type == Schema::Type::any ||
                          (value.is(Node::Kind::null) && schema.nullable) ||
                          (schema.type == Schema::Type::number && number) ||
                          (schema.type == Schema::Type::boolean && value.is(Node::Kind::boolean)) ||
                          (schema.type == Schema::Type::array && value.is(Node::Kind::sequence)) ||
                          (schema.type == Schema::Type::object && value.is(Node::Kind::mapping));
        if (!fits) {
            diagnostics_.error(value.position, "this value of 'enum' is " +
                                                   std::string(kind_name(value.kind)) +
                                                   ", which is not of the schema's type");
        }
        list += (list.empty() ? "" : ",") + nlohmann::json::parse(json_of(value)).dump();
    }
    schema.allowed = "[" + list + "]";
}

void SchemaChecker::read_alternatives(Fields& fields, Schema& schema) {
    const Node* list = fields.take("oneOf", Node::Kind::sequence);
    schema.exactly_one = list != nullptr;
    if (list == nullptr) list = fields.take("anyOf", Node::Kind::sequence);
    const Node* discriminator = fields.take("discriminator", Node::Kind::mapping);
    if (list == nullptr) {
        if (discriminator != nullptr) {
            diagnostics_.warning(
                discriminator->position,
                "a discriminator without oneOf has no effect; write oneOf with the schemas that "
                "it tells apart");
        }
        return;
    }
    if (list->items.empty()) {
        diagnostics_.error(list->position, "a list of alternatives names at least one schema");
        return;
    }
    schema.type = Schema::Type::alternatives;
    for (const Node& item : list->items) {
        const Node* reference = item.find("$ref");
        // allOf: [what stands beside oneOf, the alternative]
        if (const Node* both = item.find("allOf");
            reference == nullptr && both != nullptr && !both->items.empty())
            reference = both->items.back().find("$ref");
        Schema::Alternative alternative;
        alternative.name = reference != nullptr && reference->text.find('/') != std::string::npos
                               ? reference->text.substr(reference->text.rfind('/') + 1)
                               : "alternative " + std::to_string(schema.alternatives.size() + 1);
        alternative.schema = this->schema(item);
        schema.alternatives.push_back(std::move(alternative));
    }
    if (discriminator != nullptr) read_discriminator(*discriminator, schema);
}

void SchemaChecker::read_discriminator(const Node& node, Schema& schema) {
    Fields fields(node, "a discriminator", diagnostics_);
    const Node* property = fields.take_required("propertyName", Node::Kind::string);
    if (property == nullptr) return;
    schema.discriminator = property->text;
    for (Schema::Alternative& alternative : schema.alternatives) {
        if (alternative.name.starts_with("alternative ")) {
            diagnostics_.error(node.position,
                               "with a discriminator every alternative is a $ref: its name is the value");
            schema.discriminator.clear();
            return;
        }
    }
    if (const Node* mapping = fields.take("mapping", Node::Kind::mapping)) {
        for (const Node::Member& member : mapping->members) {
            const std::string& target = member.value.text;
            const std::string name =
                target.substr(target.rfind('/') == std::string::npos ? 0 : target.rfind('/') + 1);
            const auto known =
                std::find_if(schema.alternatives.begin(), schema.alternatives.end(),
                             [&](const auto& alternative) { return alternative.name == name; });
            if (known == schema.alternatives.end()) {
                diagnostics_.error(member.value.position, "'" + target + "' is not among the alternatives");
            } else {
                known->tags.push_back(member.key);
            }
        }
    }
    for (Schema::Alternative& alternative : schema.alternatives) {
        if (alternative.tags.empty()) alternative.tags.push_back(alternative.name);
    }
    fields.finish();
}

void SchemaChecker::read_string(Fields& fields, Schema& schema) {
    schema.min_length = fields.count("minLength").value_or(0);
    schema.max_length = fields.count("maxLength");
    if (schema.max_length && *schema.max_length < schema.min_length) {
        diagnostics_.error(fields.node().position, "no string has minLength " +
                                                       std::to_string(schema.min_length) + " and maxLength " +
                                                       std::to_string(*schema.max_length));
    }
    schema.pattern = fields.text("pattern");
    const bool limited = schema.min_length != 0 || schema.max_length || schema.pattern;
    if (limited && (schema.is_binary() || schema.is_enumeration())) {
        diagnostics_.error(fields.node().position,
                           std::string("minLength, maxLength and pattern are not supported for ") +
                               (schema.is_binary() ? "binary content" : "an enum") + "; remove them");
    }
    if (!schema.pattern) return;
    try {
        const http::Pattern compiled(*schema.pattern);
    } catch (const std::invalid_argument& error) {
        diagnostics_.error(fields.node().find("pattern")->position, error.what());
        schema.pattern.reset();
    }
}

std::optional<std::int64_t> SchemaChecker::integer_bound(Fields& fields, std::string_view key) {
    const Node* bound = fields.take(key);
    if (bound == nullptr) return std::nullopt;
    if (bound->is(Node::Kind::integer)) return std::strtoll(bound->text.c_str(), nullptr, 10);
    diagnostics_.error(bound->position, "'" + std::string(key) + "' of an integer is an integer, not " +
                                            std::string(kind_name(bound->kind)));
    return std::nullopt;
}

void SchemaChecker::read_integer(Fields& fields, Schema& schema) {
    using Range = std::numeric_limits<std::int64_t>;
    const bool narrow = schema.format == "int32";
    const std::int64_t least = narrow ? std::numeric_limits<std::int32_t>::min() : Range::min();
    const std::int64_t most = narrow ? std::numeric_limits<std::int32_t>::max() : Range::max();
    const auto minimum = integer_bound(fields, "minimum");
    const auto maximum = integer_bound(fields, "maximum");
    const bool above = fields.boolean("exclusiveMinimum", false);
    const bool below = fields.boolean("exclusiveMaximum", false);
    schema.minimum_integer = std::max(least, minimum.value_or(least));
    schema.maximum_integer = std::min(most, maximum.value_or(most));
    if (minimum && above && schema.minimum_integer < Range::max()) ++schema.minimum_integer;
    if (maximum && below && schema.maximum_integer > Range::min()) --schema.maximum_integer;
    if (schema.minimum_integer > schema.maximum_integer) {
        diagnostics_.error(fields.node().position, "no integer is within these bounds");
        schema.minimum_integer = least;
        schema.maximum_integer = most;
    }
    schema.multiple_of_integer = integer_bound(fields, "multipleOf");
    if (schema.multiple_of_integer && *schema.multiple_of_integer <= 0) {
        diagnostics_.error(fields.node().find("multipleOf")->position, "'multipleOf' is greater than 0");
    }
    for (const std::int64_t value : schema.allowed_integers) {
        if (value < schema.minimum_integer || value > schema.maximum_integer) {
            diagnostics_.error(fields.node().find("enum")->position,
                               std::to_string(value) + " of 'enum' is outside of the other bounds");
        }
    }
}

void SchemaChecker::read_number(Fields& fields, Schema& schema) {
    const auto bound = [&](std::string_view key) -> std::optional<std::string> {
        const Node* value = fields.take(key);
        if (value == nullptr) return std::nullopt;
        if (value->is(Node::Kind::integer) || value->is(Node::Kind::number)) return value->text;
        diagnostics_.error(value->position, "'" + std::string(key) + "' is a number, not " +
                                                std::string(kind_name(value->kind)));
        return std::nullopt;
    };
    schema.minimum = bound("minimum");
    schema.maximum = bound("maximum");
    schema.exclusive_minimum = fields.boolean("exclusiveMinimum", false);
    schema.exclusive_maximum = fields.boolean("exclusiveMaximum", false);
    schema.multiple_of = bound("multipleOf");
    const auto value = [](const std::string& text) { return std::strtod(text.c_str(), nullptr); };
    if (schema.minimum && schema.maximum && value(*schema.minimum) > value(*schema.maximum)) {
        diagnostics_.error(fields.node().position, "no number is within these bounds");
    }
    if (schema.multiple_of && value(*schema.multiple_of) <= 0) {
        diagnostics_.error(fields.node().find("multipleOf")->position, "'multipleOf' is greater than 0");
    }
}

void SchemaChecker::read_array(Fields& fields, Schema& schema) {
    schema.min_items = fields.count("minItems").value_or(0);
    schema.max_items = fields.count("maxItems");
    schema.unique_items = fields.boolean("uniqueItems", false);
    if (schema.max_items && *schema.max_items < schema.min_items) {
        diagnostics_.error(fields.node().position, "no array has minItems " +
                                                       std::to_string(schema.min_items) + " and maxItems " +
                                                       std::to_string(*schema.max_items));
    }
    if (const Node* items = fields.take("items")) {
        schema.items = this->schema(*items);
    } else {
        diagnostics_.error(fields.node().position, "an array needs 'items'; write items: {} for any values");
        schema.items = &api_.schemas.emplace_back();
    }
}

void SchemaChecker::read_object(Fields& fields, Schema& schema) {
    const Node* properties = fields.take("properties", Node::Kind::mapping);
    std::set<std::string> required;
    if (const Node* names = fields.take("required", Node::Kind::sequence)) {
        for (const Node& name : names->items) {
            if (!name.is(Node::Kind::string)) {
                diagnostics_.error(name.position, "a name in 'required' is text");
            } else if (properties == nullptr || properties->find(name.text) == nullptr) {
                diagnostics_.error(
                    name.position,
                    "'" + name.text + "' is required, yet not among the properties; add it there");
            } else if (!required.insert(name.text).second) {
                diagnostics_.error(name.position, "'" + name.text + "' occurs twice in 'required'");
            }
        }
    }
    if (properties != nullptr) {
        for (const Node::Member& member : properties->members) {
            const bool is_required = required.contains(member.key);
            // Read before it is added: the schema may lead back to this one.
            const Schema* property = this->schema(member.value);
            if (is_required && property->default_value != nullptr) {
                diagnostics_.warning(member.position,
                                     "'" + member.key + "' is required, so its default is never used");
            }
            schema.properties.push_back({member.key, property, is_required});
        }
    }
    if (const Node* additional = fields.take("additionalProperties")) {
        if (additional->is(Node::Kind::boolean)) {
            schema.additional =
                additional->text == "true" ? Schema::Additional::kept : Schema::Additional::refused;
        } else {
            schema.additional = Schema::Additional::kept;
            schema.additional_schema = this->schema(*additional);
        }
    }
    schema.min_properties = fields.count("minProperties").value_or(0);
    schema.max_properties = fields.count("maxProperties");
    if (schema.max_properties && *schema.max_properties < schema.min_properties) {
        diagnostics_.error(fields.node().position,
                           "no object has minProperties " + std::to_string(schema.min_properties) +
                               " and maxProperties " + std::to_string(*schema.max_properties));
    }
}

void SchemaChecker::read_default(const Node& value, Schema& schema) {
    if (schema.nullable && value.is(Node::Kind::null)) return;
    if (const auto problem = why_no_default(schema, value)) {
        diagnostics_.error(value.position, "'default' " + *problem);
        return;
    }
    schema.default_value = &value;
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
            diagnostics_.error(value->position,
                               "'" + std::string(key) + "' has no effect on this type; remove it");
        }
    }
}

}  // namespace gasworks::generator
