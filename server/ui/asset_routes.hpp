#pragma once
#include <span>
#include <string>
#include <string_view>

#include "http/router.hpp"
#include "ui/assets.hpp"

namespace gasworks::ui {

/// Serves each file at PREFIX and its name, with an ETag, compressed for those who take that, and with a
/// Content-Security-Policy. Both have to live as long as the program.
void add_asset_routes(http::Router& router, std::span<const Asset> assets, const std::string& prefix,
                      std::string_view content_security_policy);

/// A handler for one of them, at another path.
http::Handler serve_asset(const Asset& asset, std::string_view content_security_policy);

}  // namespace gasworks::ui
