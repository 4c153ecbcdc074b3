#pragma once
#include <optional>

#include "generator/diagnostics.hpp"
#include "generator/document/node.hpp"
#include "generator/model/api.hpp"

namespace gasworks::generator {

/// Turns a document (OpenAPI 3.0) into the model of its API. Everything that is wrong or not supported is in
/// the diagnostics, all of it in one run; the model is complete when there are no errors. The tree must
/// outlive the model.
Api check(const Node& document, Diagnostics& diagnostics);

}  // namespace gasworks::generator
