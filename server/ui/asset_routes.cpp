#include "ui/asset_routes.hpp"

#include "http/content_coding.hpp"
#include "http/entity_tag.hpp"

namespace gasworks::ui {

namespace {

http::Response serve(const Asset& asset, std::string_view content_security_policy,
                     const http::Request& request) {
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

}  // namespace

http::Handler serve_asset(const Asset& asset, std::string_view content_security_policy) {
    return [&asset, content_security_policy](const http::Request& request, const http::PathParameters&,
                                             http::Context&) {
        return serve(asset, content_security_policy, request);
    };
}

void add_asset_routes(http::Router& router, std::span<const Asset> assets, const std::string& prefix,
                      std::string_view content_security_policy) {
    for (const Asset& asset : assets) {
        router.add({"GET", prefix + std::string(asset.name), "ui", http::Workload::immediate,
                    serve_asset(asset, content_security_policy)});
    }
}

}  // namespace gasworks::ui
