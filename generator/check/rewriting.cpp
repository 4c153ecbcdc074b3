#include "generator/check/rewriting.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <utility>

#include "generator/check/assertions.hpp"

namespace gasworks::generator {

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

Node sequence_at(Position position, std::vector<Node> items) {
    Node node;
    node.kind = Node::Kind::sequence;
    node.position = position;
    node.items = std::move(items);
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

Node both(const Node& first, const Node& second) {
    Node node = mapping_at(second.position);
    set(node, "allOf", sequence_at(second.position, {first, second}));
    return node;
}

double number(const Node& node) {
    return std::strtod(node.text.c_str(), nullptr);
}

bool is_number(const Node& node) {
    return node.is(Node::Kind::integer) || node.is(Node::Kind::number);
}

bool is_annotation(std::string_view key) {
    static const std::set<std::string_view> annotations = {
        "description",  "title",    "summary",  "example",   "examples", "deprecated",
        "externalDocs", "nullable", "readOnly", "writeOnly", "default",  "$comment",
        "xml",          "$schema",  "$id",      "$defs",     "$anchor"};
    return annotations.contains(key) || (key.starts_with("x-") && !key.starts_with("x-gasworks-"));
}

bool stays_beside(std::string_view key) {
    return is_annotation(key) || key == asserted_keyword;
}

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

}  // namespace gasworks::generator
