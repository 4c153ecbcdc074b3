#include <algorithm>

#include "generator/check/schemas.hpp"

namespace gasworks::generator {

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

}  // namespace gasworks::generator
