#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "generator/document/node.hpp"

namespace gasworks::generator {

/// A URI's text with its percent signs resolved; nothing when one has no two hexadecimal digits behind it.
std::optional<std::string> percent_decoded(std::string_view text);

/// What a JSON pointer (RFC 6901) in a URI's fragment, percent signs and all, names within the tree; nullptr
/// where there is nothing. The empty pointer names the root.
const Node* node_at(const Node& root, std::string_view pointer);

/// The last step of the pointer, unescaped; nothing when there is none or it is no pointer.
std::optional<std::string> last_step(std::string_view pointer);

/// A step as it is written in a pointer in a URI's fragment.
std::string pointer_step(std::string_view text);

}  // namespace gasworks::generator
