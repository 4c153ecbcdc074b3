#pragma once
#include <string>

namespace gasworks::generator {

/// The name of a status for functions: ok for 200, not_found for 404, status_599 for what has no name.
std::string status_name(int status);

}  // namespace gasworks::generator
