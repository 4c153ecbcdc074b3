#include <algorithm>
#include <cmath>
#include <tuple>
#include <vector>

#include "generator/check/compose.hpp"
#include "generator/check/rewriting.hpp"

namespace gasworks::generator {

Node Composer::without_new_keywords(const Node& schema) {
    Node result = schema;
    if (const Node* reference = schema.find("$ref")) {
        Node base = mapping_at(reference->position);
        set(base, "$ref", *reference);
        remove(result, "$ref");
        Node list = sequence_at(reference->position, {std::move(base)});
        if (const Node* all = find(result, "allOf"))
            list.items.insert(list.items.end(), all->items.begin(), all->items.end());
        set(result, "allOf", std::move(list));
    }
    if (const Node* value = schema.find("const")) {
        remove(result, "const");
        set(result, "enum", sequence_at(value->position, {*value}));
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

namespace {

/// Whether a value of an enum is of a type. An integer is a number, too, and stays with the integers where
/// both are listed: anyOf takes the first that fits.
bool is_of_type(const Node& value, std::string_view type) {
    if (type == "integer") {
        return value.is(Node::Kind::integer) ||
               (value.is(Node::Kind::number) && number(value) == std::trunc(number(value)));
    }
    if (type == "number") return is_number(value);
    if (type == "string") return value.is(Node::Kind::string);
    if (type == "boolean") return value.is(Node::Kind::boolean);
    if (type == "array") return value.is(Node::Kind::sequence);
    return type == "object" && value.is(Node::Kind::mapping);
}

}  // namespace

// [string, "null"] -> nullable; several types -> anyOf.
void Composer::take_types(Node& schema) {
    const Node* types = schema.find("type");
    if (types == nullptr) return;
    if (types->is(Node::Kind::string) && types->text == "null") {
        const Position position = types->position;
        remove(schema, "type");
        set(schema, "enum", sequence_at(position, {scalar(Node::Kind::null, "null", position)}));
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
        Node alternatives = sequence_at(listed.position, {});
        const Node* values = schema.find("enum");
        for (const Node& type : named) {
            Node alternative = mapping_at(type.position);
            for (const Node::Member& member : schema.members) {
                if (member.key != "type" && !stays_beside(member.key) && is_meant_for(member.key, type.text))
                    set(alternative, member.key, member.value);
            }
            set(alternative, "type", type);
            if (values != nullptr && values->is(Node::Kind::sequence)) {
                Node own = sequence_at(values->position, {});
                for (const Node& value : values->items) {
                    if (is_of_type(value, type.text)) own.items.push_back(value);
                }
                if (own.items.empty()) continue;
                set(alternative, "enum", std::move(own));
            }
            alternatives.items.push_back(std::move(alternative));
        }
        if (alternatives.items.empty()) {
            diagnostics_.error(values->position, "no value of 'enum' is of one of the types");
            set(schema, "type", named.front());
            return;
        }
        std::erase_if(schema.members, [](const Node::Member& member) { return !stays_beside(member.key); });
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

}  // namespace gasworks::generator
