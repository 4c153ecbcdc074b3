#pragma once
#include <string>

#include "http/router.hpp"

namespace gasworks::ui {

/// Serves Swagger UI at BASE/ui/ (BASE without a slash at its end, e.g. "/cloudmesh"); it shows the document
/// at BASE/openapi.json. "/", BASE and BASE/ui lead there. BASE is empty where the document's paths begin at
/// the root. To be called last: routes that are there already keep their paths.
void add_ui_routes(http::Router& router, const std::string& base);

}  // namespace gasworks::ui
