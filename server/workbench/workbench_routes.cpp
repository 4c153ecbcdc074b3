#include "workbench/workbench_routes.hpp"

#include "ui/asset_routes.hpp"

namespace eigenfaces::workbench {

/// The page's files, compiled in.
std::span<const gasworks::ui::Asset> assets();

namespace {

// Pictures that the person chose are shown from blob: addresses, and so is the camera.
constexpr std::string_view content_security_policy =
    "default-src 'self'; img-src 'self' blob:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'";

}  // namespace

void add_workbench_routes(gasworks::http::Router& router) {
    gasworks::ui::add_asset_routes(router, assets(), "/workbench/", content_security_policy);
    for (const gasworks::ui::Asset& asset : assets()) {
        if (asset.name != "index.html") continue;
        router.add({"GET", "/", "ui", gasworks::http::Workload::immediate,
                    gasworks::ui::serve_asset(asset, content_security_policy)});
    }
}

}  // namespace eigenfaces::workbench
