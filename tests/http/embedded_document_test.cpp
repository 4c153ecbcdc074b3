#include "http/embedded_document.hpp"

#include "tests/catch.hpp"

using namespace gasworks::http;

namespace {

Response get(const Router& router, const Request& request) {
    const auto result = router.find("GET", "/openapi.json");
    REQUIRE(std::holds_alternative<Router::Found>(result));
    Context context;
    return std::get<Router::Found>(result).route->handler(request, {}, context);
}

}  // namespace

TEST_CASE("an embedded document is served exactly, and not twice to those who have it") {
    Router router;
    add_document(router, "/openapi.json", "{\"a\": 1}\n", "application/json");
    Request request;
    const Response first = get(router, request);
    CHECK(first.status == 200);
    CHECK(bytes_of(first.body) == "{\"a\": 1}\n");
    CHECK(first.headers.get("Content-Type") == "application/json");
    const auto tag = first.headers.get("ETag");
    REQUIRE(tag);

    request.headers.add("If-None-Match", std::string(*tag));
    const Response second = get(router, request);
    CHECK(second.status == 304);
    CHECK(bytes_of(second.body).empty());
    CHECK(second.headers.get("ETag") == tag);

    request.headers.set("If-None-Match", "\"another\"");
    CHECK(get(router, request).status == 200);
}
