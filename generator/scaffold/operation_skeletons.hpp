#pragma once
#include <string>

#include "generator/model/api.hpp"

namespace gasworks::generator {

/// operations_of_service.hpp of a new service: the class that derives from the generated `api::Operations`.
std::string operations_class(const Api& api);

/// Its source: one function per operation, each of which throws NotImplemented until somebody writes it.
std::string operations_functions(const Api& api);

/// Whether some operation asks for credentials.
bool asks_for_credentials(const Api& api);

}  // namespace gasworks::generator
