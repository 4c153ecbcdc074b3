#include <algorithm>
#include <tuple>
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
    const Node closed = own;
    merge_bounds(result, own);
    for (const Node::Member& member : own.members) {
        if (is_annotation(member.key)) {
            set(result, member.key, member.value);
        } else {
            merge_keyword(result, member);
        }
    }
    if (nullable && !parts.empty()) set(result, "nullable", truth(schema.position));
    for (const Node* part : parts)
        merge_additional(result, *part);
    merge_additional(result, closed);
    return result;
}

void Composer::merge(Node& into, const Node& from) {
    Node rest = from;
    merge_bounds(into, rest);
    for (const Node::Member& member : rest.members)
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

void Composer::merge_bounds(Node& into, Node& from) {
    for (const auto& [bound, exclusive, sign] :
         {std::tuple("minimum", "exclusiveMinimum", 1.0), std::tuple("maximum", "exclusiveMaximum", -1.0)}) {
        const Node* value = from.find(bound);
        if (value == nullptr || !is_number(*value)) continue;
        const auto is_strict = [name = exclusive](const Node& schema) {
            const Node* flag = schema.find(name);
            return flag != nullptr && flag->is(Node::Kind::boolean) && flag->text == "true";
        };
        const Node* known = into.find(bound);
        const bool comparable = known != nullptr && is_number(*known);
        const double tighter = comparable ? sign * (number(*value) - number(*known)) : 1;
        if (tighter > 0 || (tighter == 0 && is_strict(from))) {
            const Node taken = *value;
            set(into, bound, taken);
            remove(into, exclusive);
            if (is_strict(from)) set(into, exclusive, truth(taken.position));
        }
        remove(from, bound);
        remove(from, exclusive);
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

// A part's additionalProperties holds for what the other parts add: false refuses it, a schema is another one
// of it.
void Composer::merge_additional(Node& whole, const Node& part) {
    const Node* additional = part.find("additionalProperties");
    Node* properties = find(whole, "properties");
    if (additional == nullptr || properties == nullptr) return;
    const bool refuses = additional->is(Node::Kind::boolean) && additional->text == "false";
    const bool limits = additional->is(Node::Kind::mapping) && !additional->members.empty();
    const Node* own = part.find("properties");
    for (Node::Member& member : properties->members) {
        if (own != nullptr && own->find(member.key) != nullptr) continue;
        if (limits) member.value = both(member.value, *additional);
        if (!refuses) continue;
        diagnostics_.error(additional->position, "'additionalProperties: false' refuses the property '" +
                                                     member.key +
                                                     "' that an allOf adds to this schema; remove it here");
        return;
    }
}

}  // namespace gasworks::generator
