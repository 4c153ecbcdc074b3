#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gasworks::generator {

/// Where something stands in the document; lines and columns count from 1.
struct Position {
    std::size_t line = 1;
    std::size_t column = 1;
    std::size_t file = 0;  ///< which of the document's files (Sources); 0 is the main one
};

/// A value of the document, as YAML 1.2's core schema types it. Aliases are replaced by what they name.
struct Node {
    enum class Kind { null, boolean, integer, number, string, sequence, mapping };

    struct Member;

    Kind kind = Kind::null;
    Position position;
    /// Of a scalar: as JSON writes it (a boolean, integer or number) or its content (a string).
    std::string text;
    std::vector<Node> items;      ///< of a sequence
    std::vector<Member> members;  ///< of a mapping, in the document's order

    bool is(Kind other) const { return kind == other; }
    /// The value of a mapping's key; nullptr when there is none or this is not a mapping.
    const Node* find(std::string_view key) const;
    Node* find(std::string_view key);
};

struct Node::Member {
    std::string key;
    Position position;  ///< of the key
    Node value;
};

/// How many values the tree has, itself counted.
std::size_t count_nodes(const Node& node);

/// "a string", "a mapping" ...: for messages.
std::string_view kind_name(Node::Kind kind);

}  // namespace gasworks::generator
