#include "ui/ui_routes.hpp"

#include "tests/catch.hpp"
#include "ui/assets.hpp"

using namespace gasworks;

namespace {

http::Response get(const std::string& path, const http::Headers& headers = {}) {
    http::Router router;
    ui::add_ui_routes(router, "/base");
    const auto found = router.find("GET", path);
    if (!std::holds_alternative<http::Router::Found>(found)) return {404, {}, {}};
    const auto& route = std::get<http::Router::Found>(found);
    http::Request request;
    request.method = "GET";
    request.path = path;
    request.headers = headers;
    http::Context context;
    return route.route->handler(request, route.parameters, context);
}

http::Headers field(std::string name, std::string value) {
    http::Headers headers;
    headers.add(std::move(name), std::move(value));
    return headers;
}

}  // namespace

TEST_CASE("the UI is one page with its parts, all from the program itself") {
    const auto page = get("/base/ui/");
    CHECK(page.status == 200);
    CHECK(page.headers.get("Content-Type") == "text/html; charset=utf-8");
    const std::string html(http::bytes_of(page.body));
    CHECK_THAT(html, ContainsSubstring("swagger-ui"));
    CHECK(html.find("http://") == std::string::npos);
    CHECK(html.find("https://") == std::string::npos);
    for (const char* part :
         {"swagger-ui.css", "swagger-ui-bundle.js", "page.css", "page.js", "favicon-32x32.png"}) {
        INFO(part);
        CHECK(html.find(part) != std::string::npos);
        CHECK(get("/base/ui/" + std::string(part)).status == 200);
    }
    CHECK(get("/base/ui/other.js").status == 404);
}

TEST_CASE("the root, the base and the UI without its slash lead to the UI") {
    for (const char* path : {"/", "/base", "/base/ui"}) {
        INFO(path);
        CHECK(get(path).status == 302);
        CHECK(get(path).headers.get("Location") == "/base/ui/");
    }
}

TEST_CASE("a document without a base path, and one that answers at the UI's own paths, have a UI, too") {
    const auto answer = [](const char* text) {
        return [text](const http::Request&, const http::PathParameters&, http::Context&) {
            return http::ok(std::string_view(text), "text/plain");
        };
    };
    http::Router router;
    for (const char* path : {"/", "/ui", "/{name}"})
        router.add({"GET", path, "own", http::Workload::immediate, answer(path)});
    ui::add_ui_routes(router, "");
    const auto operation = [&](const std::string& path) {
        const auto found = router.find("GET", path);
        REQUIRE(std::holds_alternative<http::Router::Found>(found));
        return std::get<http::Router::Found>(found).route->operation_id;
    };
    CHECK(operation("/") == "own");
    CHECK(operation("/ui") == "own");
    CHECK(operation("/other") == "own");
    CHECK(operation("/ui/") == "ui");
    CHECK(operation("/ui/swagger-ui.css") == "ui");
}

TEST_CASE("what the browser has is not sent again") {
    const auto first = get("/base/ui/swagger-ui.css");
    const std::string tag(first.headers.get("ETag").value());
    const auto again = get("/base/ui/swagger-ui.css", field("If-None-Match", tag));
    CHECK(again.status == 304);
    CHECK(http::bytes_of(again.body).empty());
    CHECK(get("/base/ui/swagger-ui.css", field("If-None-Match", "\"other\"")).status == 200);
}

TEST_CASE("who accepts gzip gets less, with an entity tag of its own") {
    const auto plain = get("/base/ui/swagger-ui-bundle.js");
    const auto packed = get("/base/ui/swagger-ui-bundle.js", field("Accept-Encoding", "br, gzip"));
    CHECK(packed.headers.get("Content-Encoding") == "gzip");
    CHECK(http::bytes_of(packed.body).size() * 2 < http::bytes_of(plain.body).size());
    CHECK(http::bytes_of(packed.body).substr(0, 2) == "\x1f\x8b");
    CHECK(packed.headers.get("ETag") != plain.headers.get("ETag"));
    CHECK(packed.headers.get("Vary") == "Accept-Encoding");
    CHECK_FALSE(
        get("/base/ui/page.js", field("Accept-Encoding", "gzip;q=0")).headers.contains("Content-Encoding"));
}

TEST_CASE("pages allow nothing from elsewhere") {
    const auto page = get("/base/ui/");
    CHECK_THAT(std::string(page.headers.get("Content-Security-Policy").value()),
               ContainsSubstring("default-src 'self'"));
}
