#include "generator/check/fields.hpp"

#include <charconv>
#include <cstdint>
#include <map>

namespace gasworks::generator {

namespace {

/// Of a keyword that is for readers alone; nothing where several kinds are good.
std::optional<Node::Kind> kind_of_documentation(std::string_view key) {
    using Kind = Node::Kind;
    static const std::map<std::string_view, Kind> kinds = {
        {"$anchor", Kind::string},      {"$comment", Kind::string},
        {"bearerFormat", Kind::string}, {"description", Kind::string},
        {"summary", Kind::string},      {"termsOfService", Kind::string},
        {"title", Kind::string},        {"allowReserved", Kind::boolean},
        {"deprecated", Kind::boolean},  {"required", Kind::boolean},
        {"tags", Kind::sequence},       {"$defs", Kind::mapping},
        {"callbacks", Kind::mapping},   {"contact", Kind::mapping},
        {"encoding", Kind::mapping},    {"externalDocs", Kind::mapping},
        {"headers", Kind::mapping},     {"license", Kind::mapping},
        {"links", Kind::mapping},       {"pathItems", Kind::mapping},
        {"schemas", Kind::mapping},     {"securitySchemes", Kind::mapping},
        {"webhooks", Kind::mapping},    {"xml", Kind::mapping}};
    const auto kind = kinds.find(key);
    if (kind == kinds.end()) return std::nullopt;
    return kind->second;
}

}  // namespace

Fields::Fields(const Node& node, std::string what, Diagnostics& diagnostics)
    : node_(node), what_(std::move(what)), diagnostics_(diagnostics) {
    if (!node.is(Node::Kind::mapping)) {
        diagnostics_.error(node.position, what_ + " is a mapping, not " + std::string(kind_name(node.kind)));
    }
}

const Node* Fields::take(std::string_view key) {
    known_.emplace(key);
    return node_.find(key);
}

const Node* Fields::take(std::string_view key, Node::Kind kind) {
    const Node* value = take(key);
    if (value == nullptr || value->is(kind)) return value;
    diagnostics_.error(value->position, "'" + std::string(key) + "' of " + what_ + " is " +
                                            std::string(kind_name(kind)) + ", not " +
                                            std::string(kind_name(value->kind)));
    return nullptr;
}

const Node* Fields::take_required(std::string_view key, Node::Kind kind) {
    if (node_.is(Node::Kind::mapping) && node_.find(key) == nullptr) {
        diagnostics_.error(node_.position, what_ + " needs '" + std::string(key) + "'");
    }
    return take(key, kind);
}

std::optional<std::string> Fields::text(std::string_view key) {
    const Node* value = take(key, Node::Kind::string);
    return value == nullptr ? std::nullopt : std::optional(value->text);
}

bool Fields::boolean(std::string_view key, bool otherwise) {
    const Node* value = take(key, Node::Kind::boolean);
    return value == nullptr ? otherwise : value->text == "true";
}

std::optional<std::uint64_t> Fields::count(std::string_view key) {
    const Node* value = take(key, Node::Kind::integer);
    if (value == nullptr) return std::nullopt;
    std::uint64_t number = 0;
    const auto error =
        std::from_chars(value->text.data(), value->text.data() + value->text.size(), number).ec;
    if (error == std::errc()) return number;
    diagnostics_.error(value->position, "'" + std::string(key) + "' is 0 or more, not " + value->text);
    return std::nullopt;
}

void Fields::documentation(std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys) {
        known_.emplace(key);
        const Node* value = node_.find(key);
        if (value == nullptr || value->is(Node::Kind::null)) continue;
        const std::optional<Node::Kind> kind = kind_of_documentation(key);
        if (!kind || value->is(*kind)) continue;
        diagnostics_.error(value->position, "'" + std::string(key) + "' of " + what_ + " is " +
                                                std::string(kind_name(*kind)) + ", not " +
                                                std::string(kind_name(value->kind)));
    }
}

void Fields::refuse(std::string_view key, std::string_view advice) {
    refused_.emplace(key);
    for (const Node::Member& member : node_.members) {
        if (member.key == key) {
            diagnostics_.error(member.position, "'" + std::string(key) + "' is not supported in " + what_ +
                                                    "; " + std::string(advice));
        }
    }
}

void Fields::finish(Unknown unknown) {
    for (const Node::Member& member : node_.members) {
        if (known_.contains(member.key) || refused_.contains(member.key)) continue;
        const bool ours = member.key.starts_with("x-gasworks-");
        if (member.key.starts_with("x-") && !ours) continue;
        if (unknown == Unknown::annotations && !ours) {
            diagnostics_.warning(member.position, "'" + member.key + "' is not a keyword of " + what_ +
                                                      ": it is carried and has no effect");
            continue;
        }
        std::string list;
        for (const std::string& key : known_)
            list += (list.empty() ? "" : ", ") + key;
        diagnostics_.error(member.position, "'" + member.key + "' is not a keyword of " + what_ +
                                                (ours ? "" : "; keywords here are " + list));
    }
}

}  // namespace gasworks::generator
