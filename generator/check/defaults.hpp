#pragma once
#include <optional>
#include <string>

#include "generator/model/schema.hpp"

namespace gasworks::generator {

/// Why the value can't be the default of this schema of a string, a number or a boolean, as the end of a
/// sentence; nothing when it can.
std::optional<std::string> why_no_default(const Schema& schema, const Node& value);

/// Why the value is not of this schema (as http::JsonSchema reads it), as the end of a sentence; nothing when
/// it is.
std::optional<std::string> why_refused(const std::string& schema, const Node& value);

}  // namespace gasworks::generator
