#include <algorithm>
#include <vector>

#include "generator/check/assertions.hpp"
#include "generator/check/compose.hpp"
#include "generator/check/rewriting.hpp"
#include "generator/document/json.hpp"

namespace gasworks::generator {

// What stands beside oneOf holds for each alternative.
void Composer::distribute(Node& schema, std::string_view keyword) {
    Node* alternatives = find(schema, keyword);
    if (alternatives == nullptr || !alternatives->is(Node::Kind::sequence)) return;
    Node beside = mapping_at(schema.position);
    for (const Node::Member& member : schema.members) {
        if (member.key == keyword || member.key == "discriminator" || stays_beside(member.key)) continue;
        set(beside, member.key, member.value);
    }
    if (beside.members.empty()) return;
    const bool only_object = beside.members.size() == 1 && beside.members.front().key == "type" &&
                             std::all_of(alternatives->items.begin(), alternatives->items.end(),
                                         [](const Node& item) { return item.find("$ref") != nullptr; });
    if (!only_object) {
        for (Node& alternative : alternatives->items)
            alternative = both(beside, alternative);
    }
    for (const Node::Member& member : beside.members)
        remove(schema, member.key);
}

Node Composer::merged(const Node& schema) {
    Node result = mapping_at(schema.position);
    bool nullable = true;
    std::vector<const Node*> parts;
    const Node* all = schema.find("allOf");
    for (const Node& item : all->items) {
        const Node* target = references_.resolve(item, "/components/schemas/");
        if (target == nullptr) continue;
        const Node* part = &composed(*target);
        // A reference with annotations counts as what it refers to.
        while (const Node* reference = annotated_reference(*part)) {
            const Node* next = references_.resolve(*reference, "/components/schemas/");
            if (next == nullptr) break;
            part = &composed(*next);
        }
        parts.push_back(part);
        Node stripped = *part;
        // A component's own texts are not those of what is made from it.
        std::erase_if(stripped.members, [&](const Node::Member& member) {
            return member.key == "nullable" || member.key == "discriminator" ||
                   (item.find("$ref") != nullptr && is_annotation(member.key));
        });
        if (part->find("oneOf") != nullptr || part->find("anyOf") != nullptr) {
            if (const Node* discriminator = part->find("discriminator"))
                set(stripped, "discriminator", *discriminator);
        }
        const Node* null = part->find("nullable");
        nullable = nullable && null != nullptr && null->text == "true";
        merge(result, stripped);
    }
    if (all->items.empty()) diagnostics_.error(all->position, "'allOf' names at least one schema");
    Node own = schema;
    remove(own, "allOf");
    for (const Node::Member& member : own.members) {
        if (is_annotation(member.key)) {
            set(result, member.key, member.value);
        } else {
            merge_keyword(result, member);
        }
    }
    if (nullable && !parts.empty()) set(result, "nullable", truth(schema.position));
    for (const Node* part : parts)
        check_closed(result, *part);
    return result;
}

void Composer::merge(Node& into, const Node& from) {
    for (const Node::Member& member : from.members)
        merge_keyword(into, member);
}

void Composer::merge_keyword(Node& into, const Node::Member& member) {
    const std::string& key = member.key;
    const Node& value = member.value;
    Node* known = find(into, key);
    if (known == nullptr) return set(into, key, value);
    const auto among = [&](std::initializer_list<std::string_view> keys) {
        return std::find(keys.begin(), keys.end(), key) != keys.end();
    };
    if (key == "properties") return merge_properties(into, value);
    if (key == asserted_keyword) {
        known->items.insert(known->items.end(), value.items.begin(), value.items.end());
        return;
    }
    if (same(*known, value) || is_annotation(key)) return;
    if (key == "required" || key == "enum") {
        std::set<std::string> listed;
        for (const Node& item : key == "enum" ? value.items : known->items)
            listed.insert(json_of(item));
        if (key == "enum") {
            std::erase_if(known->items, [&](const Node& item) { return !listed.contains(json_of(item)); });
        } else {
            for (const Node& item : value.items) {
                if (listed.insert(json_of(item)).second) known->items.push_back(item);
            }
        }
        return;
    }
    if (among({"minLength", "minItems", "minProperties"}) && is_number(value)) {
        if (number(value) > number(*known)) *known = value;
    } else if (among({"maxLength", "maxItems", "maxProperties"}) && is_number(value)) {
        if (number(value) < number(*known)) *known = value;
    } else if (among({"minimum", "maximum"}) && is_number(value) &&
               find(into, "exclusiveMinimum") == nullptr && find(into, "exclusiveMaximum") == nullptr) {
        const double sign = key == "minimum" ? 1 : -1;
        if (sign * number(value) > sign * number(*known)) *known = value;
    } else if (key == "type" && known->text == "number" && value.text == "integer") {
        *known = value;
    } else if (key == "type" && known->text == "integer" && value.text == "number") {
        return;
    } else if (key == "uniqueItems") {
        *known = truth(value.position);
    } else if (key == "items" || (key == "additionalProperties" && known->is(Node::Kind::mapping) &&
                                  value.is(Node::Kind::mapping))) {
        *known = both(*known, value);
    } else if (key == "additionalProperties") {
        // false leaves less than anything, a schema less than true.
        if ((value.is(Node::Kind::boolean) && value.text == "false") ||
            (known->is(Node::Kind::boolean) && known->text == "true")) {
            *known = value;
        }
    } else {
        diagnostics_.error(member.position, "the parts of an allOf say different things with '" + key +
                                                "', which can't be merged; write this keyword once");
    }
}

void Composer::merge_properties(Node& into, const Node& properties) {
    Node* known = find(into, "properties");
    for (const Node::Member& member : properties.members) {
        Node* other = find(*known, member.key);
        if (other == nullptr) {
            known->members.push_back(member);
        } else if (other->members.size() == 1 && other->members.front().key == "allOf" &&
                   other->members.front().value.items.size() > 1) {
            other->members.front().value.items.push_back(member.value);
        } else if (!same(*other, member.value)) {
            *other = both(*other, member.value);
        }
    }
}

// additionalProperties: false in a part refuses what the other parts add.
void Composer::check_closed(const Node& whole, const Node& part) {
    const Node* additional = part.find("additionalProperties");
    const Node* properties = whole.find("properties");
    if (additional == nullptr || additional->text != "false" || properties == nullptr) return;
    const Node* own = part.find("properties");
    for (const Node::Member& member : properties->members) {
        if (own != nullptr && own->find(member.key) != nullptr) continue;
        diagnostics_.error(additional->position, "'additionalProperties: false' refuses the property '" +
                                                     member.key +
                                                     "' that an allOf adds to this schema; remove it here");
        return;
    }
}

}  // namespace gasworks::generator
