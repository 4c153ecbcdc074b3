#include "generator/document/node.hpp"

namespace gasworks::generator {

const Node* Node::find(std::string_view key) const {
    for (const Member& member : members) {
        if (member.key == key) return &member.value;
    }
    return nullptr;
}

Node* Node::find(std::string_view key) {
    return const_cast<Node*>(std::as_const(*this).find(key));  // NOLINT: a part of what is ours to change
}

std::size_t count_nodes(const Node& node) {
    std::size_t count = 1;
    for (const Node& item : node.items)
        count += count_nodes(item);
    for (const Node::Member& member : node.members)
        count += count_nodes(member.value);
    return count;
}

std::string_view kind_name(Node::Kind kind) {
    switch (kind) {
        case Node::Kind::null:
            return "nothing";
        case Node::Kind::boolean:
            return "true or false";
        case Node::Kind::integer:
            return "an integer";
        case Node::Kind::number:
            return "a number";
        case Node::Kind::string:
            return "text";
        case Node::Kind::sequence:
            return "a list";
        case Node::Kind::mapping:
            return "a mapping";
    }
    return "a value";
}

}  // namespace gasworks::generator
