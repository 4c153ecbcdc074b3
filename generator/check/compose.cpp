#include "generator/check/compose.hpp"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "generator/document/json.hpp"

namespace gasworks::generator {

namespace {

Node* find(Node& mapping, std::string_view key) {
    return const_cast<Node*>(std::as_const(mapping).find(key));  // NOLINT: the mapping is ours to change
}

void set(Node& mapping, std::string_view key, Node value) {
    if (Node* known = find(mapping, key)) {
        *known = std::move(value);
    } else {
        const Position position = value.position;
        mapping.members.push_back({std::string(key), position, std::move(value)});
    }
}

void remove(Node& mapping, std::string_view key) {
    std::erase_if(mapping.members, [&](const Node::Member& member) { return member.key == key; });
}

Node scalar(Node::Kind kind, std::string text, Position position) {
    Node node;
    node.kind = kind;
    node.text = std::move(text);
    node.position = position;
    return node;
}

Node truth(Position position) {
    return scalar(Node::Kind::boolean, "true", position);
}

Node mapping_at(Position position) {
    Node node;
    node.kind = Node::Kind::mapping;
    node.position = position;
    return node;
}

bool same(const Node& a, const Node& b) {
    const auto same_member = [](const Node::Member& x, const Node::Member& y) {
        return x.key == y.key && same(x.value, y.value);
    };
    return a.kind == b.kind && a.text == b.text &&
           std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(), same) &&
           std::equal(a.members.begin(), a.members.end(), b.members.begin(), b.members.end(), same_member);
}

std::size_t size_of(const Node& node) {
    std::size_t size = 1;
    for (const Node& item : node.items)
        size += size_of(item);
    for (const Node::Member& member : node.members)
        size += size_of(member.value);
    return size;
}

// A value that is of both schemas.
Node both(const Node& first, const Node& second) {
    Node node = mapping_at(second.position);
    Node list;
    list.kind = Node::Kind::sequence;
    list.position = second.position;
    list.items = {first, second};
    set(node, "allOf", std::move(list));
    return node;
}

double number(const Node& node) {
    return std::strtod(node.text.c_str(), nullptr);
}

bool is_number(const Node& node) {
    return node.is(Node::Kind::integer) || node.is(Node::Kind::number);
}

// Keywords that say nothing about which values are valid.
bool is_annotation(std::string_view key) {
    static const std::set<std::string_view> annotations = {
        "description", "title",    "summary",   "example", "examples", "deprecated", "externalDocs",
        "nullable",    "readOnly", "writeOnly", "default", "$comment", "xml"};
    return annotations.contains(key) || (key.starts_with("x-") && !key.starts_with("x-gasworks-"));
}

// The keywords that have a meaning for one type alone.
bool is_meant_for(std::string_view key, std::string_view type) {
    static const std::map<std::string_view, std::set<std::string_view>> types = {
        {"minLength", {"string"}},
        {"maxLength", {"string"}},
        {"pattern", {"string"}},
        {"contentEncoding", {"string"}},
        {"contentMediaType", {"string"}},
        {"items", {"array"}},
        {"minItems", {"array"}},
        {"maxItems", {"array"}},
        {"uniqueItems", {"array"}},
        {"properties", {"object"}},
        {"required", {"object"}},
        {"additionalProperties", {"object"}},
        {"minProperties", {"object"}},
        {"maxProperties", {"object"}},
        {"minimum", {"integer", "number"}},
        {"maximum", {"integer", "number"}},
        {"exclusiveMinimum", {"integer", "number"}},
        {"exclusiveMaximum", {"integer", "number"}},
        {"multipleOf", {"integer", "number"}},
        {"format", {"string", "integer", "number"}}};
    const auto known = types.find(key);
    return known == types.end() || known->second.contains(type);
}

}  // namespace

const Node& Composer::composed(const Node& schema) {
    if (!schema.is(Node::Kind::mapping)) return schema;
    if (const auto known = composed_.find(&schema); known != composed_.end()) return *known->second;
    const bool circle = !under_way_.insert(&schema).second;
    if (circle || under_way_.size() > limit_of_depth || nodes_ > limit_of_nodes) {
        diagnostics_.error(schema.position,
                           circle
                               ? "this allOf leads round in a circle: the schema would consist of itself"
                               : "the document's allOf, oneOf and anyOf multiply to more than can be taken; "
                                 "write fewer levels of them");
        if (!circle) under_way_.erase(&schema);
        return written_.emplace_back(mapping_at(schema.position));
    }
    const Node* result = &written_.emplace_back(rewritten(schema));
    nodes_ += size_of(*result);
    under_way_.erase(&schema);
    composed_[&schema] = result;
    return *result;
}

const Node* Composer::annotated_reference(const Node& composed) {
    const Node* all = composed.find("allOf");
    return all != nullptr && all->items.size() == 1 ? &all->items.front() : nullptr;
}

Node Composer::rewritten(const Node& schema) {
    Node result = references_.is_31() ? without_new_keywords(schema) : schema;
    if (references_.is_31()) take_null_alternative(result);
    const Node* all = result.find("allOf");
    if (all != nullptr && all->is(Node::Kind::sequence)) {
        const bool one_reference =
            all->items.size() == 1 && all->items.front().find("$ref") != nullptr &&
            std::all_of(result.members.begin(), result.members.end(), [](const Node::Member& member) {
                return member.key == "allOf" || is_annotation(member.key);
            });
        if (one_reference) return result;
        // What is within is remembered by its address, so that this stays where it is.
        const Node& parts = written_.emplace_back(std::move(result));
        result = merged(parts);
    } else if (all != nullptr) {
        diagnostics_.error(all->position,
                           "'allOf' of a schema is a list, not " + std::string(kind_name(all->kind)));
        remove(result, "allOf");
    }
    if (result.find("oneOf") != nullptr && result.find("anyOf") != nullptr) {
        diagnostics_.error(result.find("anyOf")->position,
                           "oneOf and anyOf in one schema are not supported; write one of them");
        remove(result, "anyOf");
    }
    distribute(result, "oneOf");
    distribute(result, "anyOf");
    return result;
}

Node Composer::without_new_keywords(const Node& schema) {
    Node result = schema;
    if (const Node* reference = schema.find("$ref")) {
        Node base = mapping_at(reference->position);
        set(base, "$ref", *reference);
        remove(result, "$ref");
        Node list;
        list.kind = Node::Kind::sequence;
        list.position = reference->position;
        if (Node* all = find(result, "allOf")) list.items = all->items;
        list.items.insert(list.items.begin(), std::move(base));
        set(result, "allOf", std::move(list));
    }
    if (const Node* value = schema.find("const")) {
        Node list;
        list.kind = Node::Kind::sequence;
        list.position = value->position;
        list.items = {*value};
        remove(result, "const");
        set(result, "enum", std::move(list));
    }
    for (const auto& [bound, exclusive, sign] :
         {std::tuple("minimum", "exclusiveMinimum", 1.0), std::tuple("maximum", "exclusiveMaximum", -1.0)}) {
        const Node* strict = schema.find(exclusive);
        if (strict == nullptr) continue;
        if (!is_number(*strict)) {
            diagnostics_.error(strict->position,
                               "'" + std::string(exclusive) + "' is a number in OpenAPI 3.1");
            remove(result, exclusive);
            continue;
        }
        const Node* other = schema.find(bound);
        if (other != nullptr && sign * number(*other) > sign * number(*strict)) {
            remove(result, exclusive);
        } else {
            set(result, bound, *strict);
            set(result, exclusive, truth(strict->position));
        }
    }
    const auto take_content = [&] {
        const Node* encoding = result.find("contentEncoding");
        const Node* media = result.find("contentMediaType");
        if (encoding != nullptr && encoding->text != "base64") {
            diagnostics_.error(encoding->position, "'contentEncoding: " + encoding->text +
                                                       "' is not supported; write base64, or leave it away");
        } else if (encoding != nullptr) {
            set(result, "format", scalar(Node::Kind::string, "byte", encoding->position));
        } else if (media != nullptr && !media->text.starts_with("text/") &&
                   media->text != "application/json") {
            set(result, "type", scalar(Node::Kind::string, "string", media->position));
            set(result, "format", scalar(Node::Kind::string, "binary", media->position));
        }
        remove(result, "contentEncoding");
        remove(result, "contentMediaType");
    };
    take_content();
    take_types(result);
    return result;
}

// [string, "null"] -> nullable; several types -> anyOf.
void Composer::take_types(Node& schema) {
    const Node* types = schema.find("type");
    if (types == nullptr) return;
    if (types->is(Node::Kind::string) && types->text == "null") {
        const Position position = types->position;
        remove(schema, "type");
        Node list;
        list.kind = Node::Kind::sequence;
        list.position = position;
        list.items = {scalar(Node::Kind::null, "null", position)};
        set(schema, "enum", std::move(list));
        return;
    }
    if (!types->is(Node::Kind::sequence)) return;
    const Node listed = *types;
    std::vector<Node> named;
    for (const Node& type : listed.items) {
        if (type.text == "null") {
            set(schema, "nullable", truth(type.position));
        } else {
            named.push_back(type);
        }
    }
    if (named.empty()) {
        diagnostics_.error(listed.position, "a list of types names at least one beside null");
        remove(schema, "type");
    } else if (named.size() == 1) {
        set(schema, "type", named.front());
    } else {
        Node alternatives;
        alternatives.kind = Node::Kind::sequence;
        alternatives.position = listed.position;
        for (const Node& type : named) {
            Node alternative = mapping_at(type.position);
            for (const Node::Member& member : schema.members) {
                if (member.key != "type" && !is_annotation(member.key) && is_meant_for(member.key, type.text))
                    set(alternative, member.key, member.value);
            }
            set(alternative, "type", type);
            alternatives.items.push_back(std::move(alternative));
        }
        std::erase_if(schema.members, [](const Node::Member& member) { return !is_annotation(member.key); });
        set(schema, "anyOf", std::move(alternatives));
    }
}

// oneOf: [X, {type: "null"}] -> X or null.
void Composer::take_null_alternative(Node& schema) {
    for (const std::string_view keyword : {"oneOf", "anyOf"}) {
        Node* list = find(schema, keyword);
        if (list == nullptr || !list->is(Node::Kind::sequence)) continue;
        const auto nulls = std::erase_if(list->items, [](const Node& item) {
            const Node* type = item.find("type");
            return type != nullptr && type->is(Node::Kind::string) && type->text == "null";
        });
        if (nulls == 0) continue;
        const Position position = list->position;
        if (list->items.size() == 1 && schema.find("allOf") == nullptr) {
            Node only = *list;
            remove(schema, keyword);
            set(schema, "allOf", std::move(only));
        }
        set(schema, "nullable", truth(position));
    }
}

// What stands beside oneOf holds for each alternative.
void Composer::distribute(Node& schema, std::string_view keyword) {
    Node* alternatives = find(schema, keyword);
    if (alternatives == nullptr || !alternatives->is(Node::Kind::sequence)) return;
    Node beside = mapping_at(schema.position);
    for (const Node::Member& member : schema.members) {
        if (member.key == keyword || member.key == "discriminator" || is_annotation(member.key)) continue;
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
