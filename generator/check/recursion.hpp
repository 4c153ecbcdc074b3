#pragma once
#include "generator/diagnostics.hpp"
#include "generator/model/api.hpp"

namespace gasworks::generator {

/// Marks the properties through which an object would contain itself, which are then kept apart, and reports
/// what can't be: an object that has to contain another of its kind without end; an array, map or choice of
/// nothing but itself.
void check_recursion(Api& api, Diagnostics& diagnostics);

}  // namespace gasworks::generator
