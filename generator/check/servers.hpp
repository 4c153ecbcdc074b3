#pragma once
#include <optional>
#include <string>

#include "generator/check/fields.hpp"

namespace gasworks::generator {

/// The path that `servers` puts before every path, without a slash at the end: "/cloudmesh" for
/// https://example.org/cloudmesh/. The first server counts; variables in its path take their defaults.
/// Nothing when there is no `servers`.
std::optional<std::string> base_path(Fields& fields, Diagnostics& diagnostics);

}  // namespace gasworks::generator
