#pragma once
#include "generator/check/fields.hpp"
#include "generator/check/references.hpp"
#include "generator/model/api.hpp"

namespace gasworks::generator {

/// Reads components/securitySchemes into the model.
void check_security_schemes(const Node& schemes, const References& references, Api& api,
                            Diagnostics& diagnostics);

/// Reads a list of security requirements.
Security check_security(const Node& requirements, const Api& api, Diagnostics& diagnostics);

}  // namespace gasworks::generator
