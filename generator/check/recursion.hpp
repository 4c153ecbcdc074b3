#pragma once
#include "generator/diagnostics.hpp"
#include "generator/model/api.hpp"

namespace gasworks::generator {

/// Reports what can't be: a struct that would hold itself as a value, an array or map of nothing but itself.
/// Recursion through an array or a map of structs is fine.
void check_recursion(const Api& api, Diagnostics& diagnostics);

}  // namespace gasworks::generator
