#include "ui/ui_routes.hpp"

#include "ui/asset_routes.hpp"
#include "ui/assets.hpp"

namespace gasworks::ui {

namespace {

// Swagger UI sets style attributes and shows pictures from data: and blob: addresses; nothing else may come
// from anywhere but this server.
constexpr std::string_view content_security_policy =
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

http::Handler redirect_to(std::string location) {
    return
        [location = std::move(location)](const http::Request&, const http::PathParameters&, http::Context&) {
            http::Response response;
            response.status = 302;
            response.headers.add("Location", location);
            return response;
        };
}

}  // namespace

void add_ui_routes(http::Router& router, const std::string& base) {
    const auto found = [&router](const std::string& path) -> const http::Route* {
        const auto route = router.find("GET", path);
        const auto* match = std::get_if<http::Router::Found>(&route);
        return match == nullptr ? nullptr : match->route;
    };
    const auto add = [&](const std::string& path, const http::Handler& handler) {
        const http::Route* route = found(path);
        if (route != nullptr && route->path == path) return;
        router.add({"GET", path, "ui", http::Workload::immediate, handler});
    };
    const auto redirect = [&](const std::string& path) {
        if (found(path) == nullptr) add(path, redirect_to(base + "/ui/"));
    };
    add_asset_routes(router, assets(), base + "/ui/", content_security_policy);
    for (const Asset& asset : assets()) {
        if (asset.name == "index.html") add(base + "/ui/", serve_asset(asset, content_security_policy));
    }
    redirect("/");
    if (!base.empty()) redirect(base);
    redirect(base + "/ui");
}

}  // namespace gasworks::ui
