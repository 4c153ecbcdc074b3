#pragma once
#include "http/router.hpp"

namespace eigenfaces::workbench {

/// Serves the page that leads through the four steps at "/", and its files at "/workbench/". It uses the
/// operations below "/cloudmesh".
void add_workbench_routes(gasworks::http::Router& router);

}  // namespace eigenfaces::workbench
