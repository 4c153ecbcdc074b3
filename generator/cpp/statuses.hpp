#pragma once
#include <string>

namespace gasworks::generator {

/// The name of a status for functions: ok for 200, not_found for 404, status_599 for what has no name;
/// client_error for 4, which is the range 4XX, and otherwise for 0, which is `default`.
std::string status_name(int status);

}  // namespace gasworks::generator
