#pragma once
#include <optional>
#include <string_view>

#include "generator/diagnostics.hpp"

namespace gasworks::generator {

/// What is wrong with the bytes of a document; nothing when they are text as YAML 1.2 (5.1) has it: UTF-8,
/// with or without a byte order mark, without control characters but tab and line ends. UTF-16 and UTF-32,
/// which YAML has, too, are refused: the document is served as UTF-8, byte for byte.
std::optional<Diagnostic> wrong_bytes(std::string_view text);

}  // namespace gasworks::generator
