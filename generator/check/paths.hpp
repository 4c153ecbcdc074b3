#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gasworks::generator {

/// Why this is not a path template that can be routed, as the end of a sentence; nothing when it can.
std::optional<std::string> why_no_path(std::string_view path);

/// The names in braces, in order.
std::vector<std::string> variables_of(std::string_view path);

/// The path with its variables' names left out: two paths of one shape match the same requests.
std::string shape_of(std::string_view path);

/// A name for an operation without operationId: get_people_id for GET /people/{id}.
std::string derived_id(std::string_view method, std::string_view path);

}  // namespace gasworks::generator
