#include "generator/check/schemas.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "generator/check/assertions.hpp"
#include "generator/check/defaults.hpp"
#include "generator/check/dialect.hpp"

namespace gasworks::generator {

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

namespace {

bool has_reference(const Node& node) {
    return node.find("$ref") != nullptr || std::any_of(node.items.begin(), node.items.end(), has_reference) ||
           std::any_of(node.members.begin(), node.members.end(),
                       [](const Node::Member& member) { return has_reference(member.value); });
}

}  // namespace

// What a schema says about itself, and what belongs to the other version.
void SchemaChecker::read_identity(Fields& fields) {
    if (!references_.is_31()) {
        fields.refuse("const", "it is OpenAPI 3.1's; write an enum of one");
        fields.refuse("examples", "it is OpenAPI 3.1's; write example");
        for (const std::string_view key :
             {"if", "then", "else", "prefixItems", "contains", "minContains", "maxContains",
              "patternProperties", "propertyNames", "dependentRequired", "dependentSchemas",
              "unevaluatedItems", "unevaluatedProperties", "$defs", "$id", "$anchor", "$schema", "$comment"})
            fields.refuse(key, "it is OpenAPI 3.1's; write openapi: 3.1.0");
        return;
    }
    fields.documentation({"examples", "$comment", "$defs", "$anchor", "contentSchema"});
    fields.refuse("$dynamicRef", "write $ref");
    fields.refuse("$dynamicAnchor", "write $ref, which leads to one schema");
    const Node* dialect = fields.take("$schema", Node::Kind::string);
    if (dialect != nullptr && !is_known_dialect(dialect->text)) {
        diagnostics_.error(dialect->position, "the dialect '" + dialect->text +
                                                  "' is not supported; leave it away, which means that of "
                                                  "the document");
    }
    const Node* id = fields.take("$id", Node::Kind::string);
    if (id != nullptr && has_reference(fields.node())) {
        diagnostics_.error(id->position,
                           "with '$id', references within this schema start at the schema, which is not "
                           "supported; leave it away");
    }
}

void SchemaChecker::read(const Node& node, Schema& schema) {
    if (node.is(Node::Kind::boolean) && references_.is_31()) {
        if (node.text == "false") schema.asserted = node.text;
        return;
    }
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
    fields.documentation({"title", "example", "externalDocs", "xml"});
    read_identity(fields);
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
    std::vector<Node> asserted;
    if (written.find(asserted_keyword) != nullptr) asserted = fields.take(asserted_keyword)->items;
    if (auto names = undeclared_names(written, schema)) asserted.push_back(*std::move(names));
    if (!asserted.empty()) schema.asserted = embedded(asserted);
    if (const Node* value = fields.take("default")) read_default(*value, node, schema);
    warn_without_effect(fields, schema);
    fields.finish(references_.is_31() ? Fields::Unknown::annotations : Fields::Unknown::errors);
}

// Each brings everything that it refers to.
std::string SchemaChecker::embedded(const std::vector<Node>& schemas) {
    if (embedded_ > limit_of_embedded) {
        diagnostics_.error(schemas.front().position,
                           "the schemas that values are compared with refer to more than can be taken; write "
                           "fewer keywords such as not, if and contains");
        return "true";
    }
    std::string text = embedded_schema(schemas, references_, diagnostics_);
    embedded_ += text.size();
    return text;
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
    if (const Node* value = fields.take("default")) read_default(*value, written, schema);
}

void SchemaChecker::read_default(const Node& value, const Node& written, Schema& schema) {
    if (value.is(Node::Kind::null) && schema.type != Schema::Type::any) {
        if (!schema.nullable) {
            diagnostics_.warning(value.position,
                                 "'default' is null, which the schema does not allow: it counts as none");
        }
        return;
    }
    const auto problem =
        schema.is_scalar() ? why_no_default(schema, value) : why_refused(embedded({written}), value);
    if (problem) {
        diagnostics_.error(value.position, "'default' " + *problem);
        return;
    }
    schema.default_value = &value;
}

}  // namespace gasworks::generator
