#include "generator/document/node.hpp"

namespace gasworks::generator {

const Node* Node::find(std::string_view key) const {
    for (const Member& member : members) {
        if (member.key == key) return &member.value;
    }
    return nullptr;
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
