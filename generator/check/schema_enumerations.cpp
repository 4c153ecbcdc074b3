#include <algorithm>
#include <cstdlib>
#include <set>

#include <nlohmann/json.hpp>

#include "generator/check/schemas.hpp"
#include "generator/document/json.hpp"

namespace gasworks::generator {

void SchemaChecker::read_enumeration(Fields& fields, Schema& schema) {
    const Node* words = fields.take("enum", Node::Kind::sequence);
    if (words == nullptr) return;
    if (words->items.empty()) {
        diagnostics_.error(words->position, "'enum' allows nothing; name at least one value");
        return;
    }
    if (schema.type != Schema::Type::string && schema.type != Schema::Type::integer)
        return read_any_enumeration(*words, schema);
    std::set<std::string> seen;
    for (const Node& word : words->items) {
        const bool text = schema.type == Schema::Type::string;
        if (word.is(Node::Kind::null) && schema.nullable) continue;
        if (!word.is(text ? Node::Kind::string : Node::Kind::integer)) {
            diagnostics_.error(word.position, "this value of 'enum' is " + std::string(kind_name(word.kind)) +
                                                  ", not " +
                                                  (text ? "text; put it in quotes" : "an integer"));
        } else if (!seen.insert(word.text).second) {
            diagnostics_.warning(word.position, "'" + word.text + "' occurs twice in this 'enum'");
        } else if (text) {
            schema.words.push_back(word.text);
        } else {
            schema.allowed_integers.push_back(std::strtoll(word.text.c_str(), nullptr, 10));
        }
    }
}

// Values of any kind: the type stays what it is, and what is read must be one of them.
void SchemaChecker::read_any_enumeration(const Node& values, Schema& schema) {
    using nlohmann::json;
    json list = json::array();
    for (const Node& value : values.items) {
        const bool number = value.is(Node::Kind::integer) || value.is(Node::Kind::number);
        const bool fits = schema.type == Schema::Type::any ||
                          (value.is(Node::Kind::null) && schema.nullable) ||
                          (schema.type == Schema::Type::number && number) ||
                          (schema.type == Schema::Type::boolean && value.is(Node::Kind::boolean)) ||
                          (schema.type == Schema::Type::array && value.is(Node::Kind::sequence)) ||
                          (schema.type == Schema::Type::object && value.is(Node::Kind::mapping));
        if (!fits) {
            diagnostics_.warning(value.position, "this value of 'enum' is " +
                                                     std::string(kind_name(value.kind)) +
                                                     ", which is not of the schema's type, so that it is "
                                                     "never valid");
            continue;
        }
        json item = json::parse(json_of(value));
        if (std::find(list.begin(), list.end(), item) != list.end()) {
            diagnostics_.warning(value.position, item.dump() + " occurs twice in this 'enum'");
        } else {
            list.push_back(std::move(item));
        }
    }
    if (list.empty()) diagnostics_.error(values.position, "no value of this 'enum' is of the schema's type");
    schema.allowed = list.dump();
}

}  // namespace gasworks::generator
