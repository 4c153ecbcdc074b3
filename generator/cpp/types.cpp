#include "generator/cpp/types.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include <nlohmann/json.hpp>

#include "generator/cpp/statuses.hpp"
#include "generator/cpp/text.hpp"
#include "generator/document/json.hpp"

namespace gasworks::generator {

namespace {

// Whether the value can be written behind the field: a scalar, a list of scalars, or nothing at all.
bool is_literal(const Schema& schema, const Node& value) {
    if (value.is(Node::Kind::sequence) || value.is(Node::Kind::mapping)) {
        if (schema.is_choice() || schema.type == Schema::Type::any) return false;
        if (value.items.empty() && value.members.empty()) return true;
        return schema.type == Schema::Type::array && schema.items->is_scalar() && !schema.items->nullable;
    }
    return schema.is_scalar();
}

}  // namespace

Types::Types(const Api& api) : names_({"Operations"}) {
    // Components first: they keep their names, whatever schemas written in place would be called.
    for (const Schema* schema : api.components)
        claim_type(*schema, camel_case(schema->component));
    for (const Schema* schema : api.components)
        name(*schema, camel_case(schema->component));
    for (const Operation& operation : api.operations) {
        const std::string prefix = camel_case(snake_case(operation.id));
        for (const Parameter& parameter : operation.parameters) {
            name(*parameter.schema, prefix + camel_case(parameter.name));
        }
        if (operation.body) name_contents(operation.body->contents, prefix + "Body");
        for (const Response& response : operation.responses) {
            name_contents(response.contents, prefix + camel_case(status_name(response.status)));
            for (const ResponseHeader& header : response.headers) {
                if (header.schema != nullptr)
                    name(*header.schema, prefix + camel_case(snake_case(header.name)));
            }
        }
    }
    sort();
}

void Types::name_contents(const std::vector<Content>& contents, const std::string& suggestion) {
    for (const Content& content : contents) {
        if (content.schema == nullptr) continue;
        if (content.form != Content::Form::multipart) {
            name(*content.schema, suggestion);
            continue;
        }
        // The form's own struct holds files and is written with the operation.
        for (const Schema::Property& property : content.schema->properties) {
            name(*property.schema, suggestion + camel_case(property.name));
        }
    }
}

void Types::claim_type(const Schema& schema, const std::string& suggestion) {
    const Schema& own = schema.identity();
    if (index_.contains(&own)) return;
    if (!own.is_struct() && !own.is_enumeration() && !own.is_choice()) return;
    index_[&own] = named_.size();
    const std::string name = names_.claim(suggestion);
    named_.push_back({&own, name, functions_.claim("parse_" + snake_case(name))});
}

void Types::claim_default(const Schema& schema, const std::string& suggestion) {
    if (schema.default_value == nullptr || is_literal(schema, *schema.default_value)) return;
    const bool known = std::any_of(defaults_.begin(), defaults_.end(),
                                   [&](const Default& value) { return value.schema == &schema; });
    if (known) return;
    defaults_.push_back({&schema, functions_.claim("default_" + snake_case(suggestion)),
                         nlohmann::json::parse(json_of(*schema.default_value)).dump()});
}

// Names the schema, when it needs a name, and those within it.
void Types::name(const Schema& referred, const std::string& suggestion) {
    claim_default(referred, suggestion);
    const Schema& schema = referred.identity();
    if (!passed_.insert(&schema).second) return;
    claim_type(schema, suggestion);
    const std::string prefix = schema.is_struct() || schema.is_choice() ? named(schema).name : suggestion;
    for (const Schema::Property& property : schema.properties) {
        name(*property.schema, prefix + camel_case(property.name));
    }
    for (const Schema::Alternative& alternative : schema.alternatives)
        name(*alternative.schema, prefix + camel_case(snake_case(alternative.name)));
    if (schema.items != nullptr) name(*schema.items, prefix + "Item");
    if (schema.additional_schema != nullptr) name(*schema.additional_schema, prefix + "Value");
}

// Enumerations and choices, then structs, each behind those that it holds as values. Those within its
// vectors, maps and boxes may come later.
void Types::sort() {
    std::vector<Named> sorted;
    std::set<const Schema*> done;
    for (const Named& type : named_) {
        if (type.schema->is_enumeration()) sorted.push_back(type);
    }
    for (const Named& type : named_) {
        if (type.schema->is_choice()) sorted.push_back(type);
    }
    std::function<void(const Named&)> visit;
    const std::function<void(const Schema&)> hold = [&](const Schema& schema) {
        if (schema.is_struct()) visit(named(schema));
        for (const Schema::Alternative& alternative : schema.alternatives)
            hold(*alternative.schema);
    };
    visit = [&](const Named& type) {
        if (!done.insert(type.schema).second) return;
        for (const Schema::Property& property : type.schema->properties) {
            if (!property.boxed) hold(*property.schema);
        }
        sorted.push_back(type);
    };
    for (const Named& type : named_) {
        if (type.schema->is_struct()) visit(type);
    }
    named_ = std::move(sorted);
    for (std::size_t i = 0; i < named_.size(); ++i)
        index_[named_[i].schema] = i;
}

std::vector<std::string> Types::alternative_types(const Schema& schema) const {
    std::vector<std::string> types;
    for (const Schema::Alternative& alternative : schema.alternatives) {
        std::string type = whole_type(*alternative.schema, true);
        if (std::find(types.begin(), types.end(), type) == types.end()) types.push_back(std::move(type));
    }
    return types;
}

bool Types::has_alternatives() const {
    return std::any_of(named_.begin(), named_.end(),
                       [](const Named& type) { return type.schema->is_choice(); });
}

bool Types::has_boxes() const {
    return std::any_of(named_.begin(), named_.end(), [](const Named& type) {
        const auto& properties = type.schema->properties;
        return std::any_of(properties.begin(), properties.end(),
                           [](const Schema::Property& property) { return property.boxed; });
    });
}

// `expanded`: choices as what they are made of, without their names.
std::string Types::value_type(const Schema& schema, bool expanded) const {
    switch (schema.type) {
        case Schema::Type::any:
            return "nlohmann::json";
        case Schema::Type::string:
            return schema.is_enumeration() ? named(schema).name : "std::string";
        case Schema::Type::integer:
            return schema.format == "int32" ? "std::int32_t" : "std::int64_t";
        case Schema::Type::number:
            return schema.format == "float" ? "float" : "double";
        case Schema::Type::boolean:
            return "bool";
        case Schema::Type::array:
            return "std::vector<" + whole_type(*schema.items, expanded) + ">";
        case Schema::Type::object:
            if (schema.is_struct()) return named(schema).name;
            return "std::map<std::string, " +
                   (schema.additional_schema == nullptr ? "nlohmann::json"
                                                        : whole_type(*schema.additional_schema, expanded)) +
                   ">";
        case Schema::Type::alternatives: {
            if (!expanded) return named(schema).name;
            const std::vector<std::string> types = alternative_types(schema);
            if (types.size() == 1) return types.front();
            std::string list;
            for (const std::string& type : types)
                list += (list.empty() ? "" : ", ") + type;
            return "std::variant<" + list + ">";
        }
    }
    return {};
}

std::string Types::whole_type(const Schema& schema, bool expanded) const {
    const std::string type = value_type(schema, expanded);
    // JSON has a null of its own.
    return schema.nullable && schema.type != Schema::Type::any ? "std::optional<" + type + ">" : type;
}

std::string Types::type(const Schema& schema) const {
    return whole_type(schema, false);
}

std::string Types::field_type(const Schema::Property& property) const {
    const Schema& schema = *property.schema;
    if (!property.boxed) return field_type(schema, property.required);
    const std::string box = "gasworks::http::Box<" + value_type(schema, false) + ">";
    return property.required && !schema.nullable ? box : "std::optional<" + box + ">";
}

std::string Types::field_type(const Schema& schema, bool required) const {
    const bool can_be_absent = !required && schema.default_value == nullptr;
    // A nullable field holds nothing for null and for absent alike.
    if (!can_be_absent || (schema.nullable && schema.type != Schema::Type::any)) return type(schema);
    return "std::optional<" + type(schema) + ">";
}

std::string Types::value(const Schema& schema, const Node& value) const {
    switch (schema.type) {
        case Schema::Type::string: {
            if (!schema.is_enumeration()) return string_literal(value.text);
            const std::vector<std::string> names = enumerators(schema);
            for (std::size_t i = 0; i < names.size(); ++i) {
                if (schema.words[i] == value.text) return named(schema).name + "::" + names[i];
            }
            return "{}";
        }
        case Schema::Type::number:
            return double_literal(value.text) + (schema.format == "float" ? "F" : "");
        case Schema::Type::array: {
            std::string list;
            for (const Node& item : value.items)
                list += (list.empty() ? "" : ", ") + this->value(*schema.items, item);
            return "{" + list + "}";
        }
        case Schema::Type::integer:
            // The least integer has no literal of its own.
            if (value.text == "-9223372036854775808") return "INT64_MIN";
            return value.text;
        case Schema::Type::boolean:
            return value.text;
        default:
            return "{}";
    }
}

std::string Types::initializer(const Schema& schema, bool required) const {
    if (schema.default_value != nullptr && !required) {
        for (const Default& value : defaults_) {
            if (value.schema == &schema) return " = " + value.function + "()";
        }
        return " = " + value(schema, *schema.default_value);
    }
    if (!required || schema.nullable) return {};
    if (schema.type == Schema::Type::integer || schema.type == Schema::Type::number) return " = 0";
    if (schema.type == Schema::Type::boolean) return " = false";
    if (schema.is_enumeration()) return "{}";
    return {};
}

std::vector<std::string> Types::enumerators(const Schema& schema) const {
    Names names;
    std::vector<std::string> result;
    for (const std::string& word : schema.words)
        result.push_back(names.claim(snake_case(word)));
    return result;
}

std::vector<std::string> Types::fields(const Schema& schema) {
    Names names({"additional_properties", "additional_parts"});
    std::vector<std::string> result;
    for (const Schema::Property& property : schema.properties) {
        result.push_back(names.claim(snake_case(property.name)));
    }
    return result;
}

}  // namespace gasworks::generator
