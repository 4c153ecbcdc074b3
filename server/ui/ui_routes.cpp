#include "ui/ui_routes.hpp"

#include "http/content_coding.hpp"
#include "http/entity_tag.hpp"
#include "ui/assets.hpp"

namespace gasworks::ui {

namespace {

// Swagger UI sets style attributes and shows pictures from data: and blob: addresses; nothing else may come
// from anywhere but this server.
constexpr std::string_view content_security_policy =
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

http::Response serve(const Asset& asset, const http::Request& request) {
    http::Response response;
    const bool gzip = !asset.gzip.empty() && http::accepts_coding(request.headers, "gzip");
    const std::string tag = '"' + std::string(asset.digest) + (gzip ? "-gzip\"" : "\"");
    response.headers.add("ETag", tag);
    response.headers.add("Cache-Control", "no-cache");
    response.headers.add("Vary", "Accept-Encoding");
    response.headers.add("Content-Security-Policy", std::string(content_security_policy));
    response.headers.add("Referrer-Policy", "no-referrer");
    if (http::none_match_names(request.headers, tag)) {
        response.status = 304;
        return response;
    }
    response.headers.add("Content-Type", std::string(asset.content_type));
    if (gzip) response.headers.add("Content-Encoding", "gzip");
    response.body = gzip ? asset.gzip : asset.content;
    return response;
}

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
    for (const Asset& asset : assets()) {
        const auto handler = [&asset](const http::Request& request, const http::PathParameters&,
                                      http::Context&) { return serve(asset, request); };
        add(base + "/ui/" + std::string(asset.name), handler);
        if (asset.name == "index.html") add(base + "/ui/", handler);
    }
    redirect("/");
    if (!base.empty()) redirect(base);
    redirect(base + "/ui");
}

}  // namespace gasworks::ui
