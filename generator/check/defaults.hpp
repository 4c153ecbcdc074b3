#pragma once
#include <optional>
#include <string>

#include "generator/model/schema.hpp"

namespace gasworks::generator {

/// Why the value can't be the default of this schema, as the end of a sentence; nothing when it can.
std::optional<std::string> why_no_default(const Schema& schema, const Node& value);

}  // namespace gasworks::generator
