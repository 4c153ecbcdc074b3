#include "generator/check/assertions.hpp"

#include <algorithm>
#include <array>

#include "generator/check/rewriting.hpp"

namespace gasworks::generator {

namespace {

// They stand for themselves, or for each other.
constexpr std::array<std::string_view, 10> of_31 = {
    "if",          "then",          "else",        "contains",          "minContains",
    "maxContains", "propertyNames", "prefixItems", "dependentRequired", "dependentSchemas"};

bool is_false(const Node& node) {
    return node.is(Node::Kind::boolean) && node.text == "false";
}

void move(std::string_view key, Node& from, Node& to) {
    if (const Node* value = from.find(key)) {
        set(to, key, *value);
        remove(from, key);
    }
}

// The values are of any type, but for a map of one kind.
void take_pattern_properties(Node& schema, Node& asserted) {
    if (schema.find("patternProperties") == nullptr) return;
    move("patternProperties", schema, asserted);
    const Node& patterns = *asserted.find("patternProperties");
    const Node* additional = schema.find("additionalProperties");
    const bool closed = additional != nullptr && is_false(*additional);
    if (additional != nullptr) set(asserted, "additionalProperties", *additional);
    const Node* properties = schema.find("properties");
    if (properties != nullptr && additional != nullptr) {
        Node names = mapping_at(properties->position);
        for (const Node::Member& member : properties->members)
            set(names, member.key, mapping_at(member.position));
        set(asserted, "properties", std::move(names));
    }
    const bool one_kind = closed && properties == nullptr && patterns.members.size() == 1;
    set(schema, "additionalProperties", one_kind ? patterns.members.front().value : truth(patterns.position));
}

// These look at what every other keyword has looked at, so that they need the whole schema.
bool take_unevaluated(Node& schema, Node& asserted) {
    bool taken = false;
    const Node whole = schema;
    for (const std::string_view key : {"unevaluatedProperties", "unevaluatedItems"}) {
        const Node* value = schema.find(key);
        if (value == nullptr) continue;
        taken = taken || !value->is(Node::Kind::boolean) || is_false(*value);
        remove(schema, key);
    }
    if (taken) asserted = whole;
    return taken;
}

}  // namespace

void set_assertions_apart(Node& schema, bool is_31) {
    Node asserted = mapping_at(schema.position);
    const bool whole = is_31 && take_unevaluated(schema, asserted);
    Node parts = mapping_at(schema.position);
    move("not", schema, parts);
    if (schema.find("oneOf") != nullptr) move("anyOf", schema, parts);
    if (is_31) {
        if (schema.find("prefixItems") != nullptr) move("items", schema, parts);
        for (const std::string_view key : of_31)
            move(key, schema, parts);
        take_pattern_properties(schema, parts);
    }
    if (!whole) asserted = std::move(parts);
    if (asserted.members.empty()) return;
    set(schema, asserted_keyword, sequence_at(schema.position, {std::move(asserted)}));
}

}  // namespace gasworks::generator
