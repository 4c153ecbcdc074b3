#include "generator/cpp/types.hpp"

#include <functional>
#include <set>

#include "generator/cpp/statuses.hpp"
#include "generator/cpp/text.hpp"

namespace gasworks::generator {

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
    if (index_.contains(&schema) || (!schema.is_struct() && !schema.is_enumeration())) return;
    index_[&schema] = named_.size();
    const std::string name = names_.claim(suggestion);
    named_.push_back({&schema, name, functions_.claim("parse_" + snake_case(name))});
}

// Names the schema, when it needs a name, and those within it.
void Types::name(const Schema& schema, const std::string& suggestion) {
    if (!passed_.insert(&schema).second) return;
    claim_type(schema, suggestion);
    const std::string prefix = schema.is_struct() ? named(schema).name : suggestion;
    for (const Schema::Property& property : schema.properties) {
        name(*property.schema, prefix + camel_case(property.name));
    }
    if (schema.items != nullptr) name(*schema.items, prefix + "Item");
    if (schema.additional_schema != nullptr) name(*schema.additional_schema, prefix + "Value");
}

// Enumerations, then structs, each behind those that it holds as values. Those within its vectors and maps
// may come later.
void Types::sort() {
    std::vector<Named> sorted;
    std::set<const Schema*> done;
    for (const Named& type : named_) {
        if (type.schema->is_enumeration()) sorted.push_back(type);
    }
    const std::function<void(const Named&)> visit = [&](const Named& type) {
        if (!done.insert(type.schema).second) return;
        for (const Schema::Property& property : type.schema->properties) {
            if (property.schema->is_struct()) visit(named(*property.schema));
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

std::string Types::type(const Schema& schema) const {
    std::string type;
    switch (schema.type) {
        case Schema::Type::any:
            return "nlohmann::json";
        case Schema::Type::string:
            type = schema.is_enumeration() ? named(schema).name : "std::string";
            break;
        case Schema::Type::integer:
            type = schema.format == "int32" ? "std::int32_t" : "std::int64_t";
            break;
        case Schema::Type::number:
            type = schema.format == "float" ? "float" : "double";
            break;
        case Schema::Type::boolean:
            type = "bool";
            break;
        case Schema::Type::array:
            type = "std::vector<" + this->type(*schema.items) + ">";
            break;
        case Schema::Type::object:
            if (schema.is_struct()) {
                type = named(schema).name;
            } else {
                type = "std::map<std::string, " +
                       (schema.additional_schema == nullptr ? "nlohmann::json"
                                                            : this->type(*schema.additional_schema)) +
                       ">";
            }
            break;
    }
    return schema.nullable ? "std::optional<" + type + ">" : type;
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
        default:
            return value.text;
    }
}

std::string Types::initializer(const Schema& schema, bool required) const {
    if (schema.default_value != nullptr && !required) return " = " + value(schema, *schema.default_value);
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
