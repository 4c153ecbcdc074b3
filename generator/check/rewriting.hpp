#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "generator/document/node.hpp"

/// Making and changing nodes: schemas are rewritten before they are read. The positions stay those of the
/// document, so that messages lead there.
namespace gasworks::generator {

/// The value of the mapping's key, to be changed; nullptr when there is none.
Node* find(Node& mapping, std::string_view key);
/// Gives the key this value, whether or not it had one.
void set(Node& mapping, std::string_view key, Node value);
void remove(Node& mapping, std::string_view key);

Node scalar(Node::Kind kind, std::string text, Position position);
Node truth(Position position);
Node mapping_at(Position position);
Node sequence_at(Position position, std::vector<Node> items);

/// Whether the values are the same, wherever they stand.
bool same(const Node& a, const Node& b);
/// The number of nodes.
std::size_t size_of(const Node& node);

double number(const Node& node);
bool is_number(const Node& node);

/// A schema for the values that are of both: allOf.
Node both(const Node& first, const Node& second);
/// Whether the keyword of a schema says nothing about which values are valid.
bool is_annotation(std::string_view key);
/// Whether the keyword holds for the whole of alternatives that stand beside it, and not for each of them.
bool stays_beside(std::string_view key);
/// Whether the keyword has a meaning for this type; most have for one alone.
bool is_meant_for(std::string_view key, std::string_view type);

}  // namespace gasworks::generator
