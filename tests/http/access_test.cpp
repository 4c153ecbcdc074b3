#include "http/access.hpp"

#include <nlohmann/json.hpp>

#include "http/embedded_document.hpp"
#include "http/router.hpp"
#include "tests/catch.hpp"

using namespace gasworks::http;
using nlohmann::json;

namespace {

constexpr std::string_view document = R"({"openapi":"3.0.3","security":[{},{"basic":[]}],"paths":{
    "/a":{"get":{"operationId":"a","responses":{"200":{"description":"ok"}}}},
    "/b":{"get":{"operationId":"b","security":[{"own":[]}],"responses":{"401":{"description":"mine"}}},
          "post":{"operationId":"c","security":[{}],"responses":{}},
          "parameters":[]},
    "/livez":{"get":{"operationId":"livez","responses":{}}}},
    "components":{"securitySchemes":{"basic":{"type":"http","scheme":"basic","description":"own words"}}}})";

const json standard = json::parse(R"([{"basic":[]},{"bearer":[]},{"apiKey":[]}])");

TEST_CASE("the strict document asks for credentials wherever the server does") {
    const std::vector<std::string> open = {"livez"};
    const json strict = json::parse(strict_document(document, open));
    const json& paths = strict["paths"];
    CHECK(strict["security"] == json::parse(R"([{"basic":[]}])"));
    CHECK(paths["/a"]["get"]["security"] == json::parse(R"([{"basic":[]}])"));
    CHECK(paths["/a"]["get"]["responses"].contains("401"));
    CHECK(paths["/a"]["get"]["responses"].contains("429"));
    CHECK(paths["/b"]["get"]["security"] == json::parse(R"([{"own":[]}])"));
    CHECK(paths["/b"]["get"]["responses"]["401"]["description"] == "mine");
    CHECK(paths["/b"]["post"]["security"] == standard);
    CHECK(paths["/livez"]["get"]["security"] == json::array());
    CHECK_FALSE(paths["/livez"]["get"]["responses"].contains("401"));
    const json& schemes = strict["components"]["securitySchemes"];
    CHECK(schemes["basic"]["description"] == "own words");
    CHECK(schemes["apiKey"]["name"] == "X-API-Key");
}

TEST_CASE("what a route asks for is what the strict document says") {
    const SecurityScheme own{.name = "own", .kind = Credentials::Kind::bearer};
    const auto names_of = [](const SecurityRequirement& requirement) {
        std::vector<std::string> names;
        for (const auto& alternative : requirement)
            names.emplace_back(alternative.empty() ? "anonymous" : alternative.front().name);
        return names;
    };
    using Names = std::vector<std::string>;
    CHECK(names_of(strict_requirement("/a", {{}, {own}})) == Names{"own"});
    CHECK(names_of(strict_requirement("/a", {})) == Names{"basic", "bearer", "apiKey"});
    CHECK(names_of(strict_requirement("/a", {{}})) == Names{"basic", "bearer", "apiKey"});
    CHECK(names_of(strict_requirement("/livez", {{own}})).empty());
    CHECK(names_of(strict_requirement("/readyz", {})).empty());
    CHECK(names_of(strict_requirement("/readyz/x", {})).size() == 3);
}

TEST_CASE("both forms of the document are replaced by the strict one") {
    Router router;
    add_document(router, "/openapi.json", document, "application/json");
    add_document(router, "/base/openapi.yaml", "openapi: 3.0.3", "application/yaml");
    router.add({"GET", "/livez", "livez", Workload::immediate,
                [](const Request&, const PathParameters&, Context&) { return Response(); }});
    serve_strict_document(router);
    const auto get = [&](const std::string& path) {
        const auto match = router.find("GET", path);
        Context context;
        return std::get<Router::Found>(match).route->handler(Request(), {}, context);
    };
    const std::vector<std::string> open = {"livez"};
    CHECK(bytes_of(get("/openapi.json").body) == strict_document(document, open));
    CHECK(bytes_of(get("/base/openapi.yaml").body) == strict_document(document, open));
    CHECK(get("/base/openapi.yaml").headers.get("Content-Type") == "application/yaml");
}

}  // namespace
