#include <set>

#include "generator/check/rewriting.hpp"
#include "generator/check/schemas.hpp"

namespace gasworks::generator {

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
        if (!references_.is_31()) {
            diagnostics_.error(fields.node().position,
                               "an array needs 'items'; write items: {} for any values");
        }
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
            } else if (!required.insert(name.text).second) {
                diagnostics_.warning(name.position, "'" + name.text + "' occurs twice in 'required'");
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

// Names that are required and are no properties, as a schema of their own.
std::optional<Node> SchemaChecker::undeclared_names(const Node& written, const Schema& schema) {
    const Node* required = written.find("required");
    const Node* properties = written.find("properties");
    if (schema.type != Schema::Type::object || required == nullptr) return std::nullopt;
    std::vector<Node> names;
    for (const Node& name : required->items) {
        if (!name.is(Node::Kind::string)) continue;
        if (properties != nullptr && properties->find(name.text) != nullptr) continue;
        if (schema.additional != Schema::Additional::kept) {
            diagnostics_.warning(name.position, "'" + name.text +
                                                    "' is required, yet not among the properties: it is "
                                                    "asked for and not kept");
        }
        names.push_back(name);
    }
    if (names.empty()) return std::nullopt;
    Node result = mapping_at(required->position);
    set(result, "required", sequence_at(required->position, std::move(names)));
    return result;
}

}  // namespace gasworks::generator
