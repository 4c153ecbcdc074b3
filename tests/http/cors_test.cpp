#include "http/cors.hpp"

#include "tests/catch.hpp"

using namespace gasworks::http;

namespace {

Request from(const std::string& origin, const std::string& method = "GET") {
    Request request;
    request.method = method;
    if (!origin.empty()) request.headers.add("Origin", origin);
    return request;
}

Response answer(const Cors& cors, const Request& request) {
    Response response;
    cors.add_fields(request, response);
    return response;
}

TEST_CASE("nothing is said about origins unless one is named") {
    CHECK(answer(Cors({}), from("https://a.example")).headers.size() == 0);
}

TEST_CASE("origins are compared as they are") {
    const Cors cors({"https://a.example", "http://localhost:3000"});
    CHECK(answer(cors, from("https://a.example")).headers.get("Access-Control-Allow-Origin") ==
          "https://a.example");
    CHECK(answer(cors, from("http://localhost:3000")).headers.contains("Access-Control-Allow-Origin"));
    for (const char* other :
         {"https://a.example.evil", "https://evil.a.example", "http://a.example", "https://a.example:443",
          "https://A.example", "null", "*", "", "http://localhost"}) {
        CAPTURE(other);
        const Response response = answer(cors, from(other));
        CHECK_FALSE(response.headers.contains("Access-Control-Allow-Origin"));
        CHECK(response.headers.get("Vary") == "Origin");
    }
    CHECK_FALSE(answer(cors, from("https://a.example")).headers.contains("Access-Control-Allow-Credentials"));
}

TEST_CASE("a browser's question before a request is answered for named origins alone") {
    const Cors cors({"https://a.example"});
    Request request = from("https://a.example", "OPTIONS");
    CHECK_FALSE(cors.is_preflight(request));
    request.headers.add("Access-Control-Request-Method", "POST");
    request.headers.add("Access-Control-Request-Headers", "authorization,x-api-key");
    CHECK(cors.is_preflight(request));
    const Response response = Cors::preflight(request);
    CHECK(response.status == 204);
    CHECK(response.headers.get("Access-Control-Allow-Headers") == "authorization,x-api-key");
    CHECK_THAT(std::string(*response.headers.get("Access-Control-Allow-Methods")), ContainsSubstring("POST"));
    Request other = from("https://b.example", "OPTIONS");
    other.headers.add("Access-Control-Request-Method", "POST");
    CHECK_FALSE(cors.is_preflight(other));
}

TEST_CASE("what pages elsewhere ask for is known") {
    const Cors cors({"https://a.example"});
    const auto foreign = [&](const std::string& site, const std::string& origin) {
        Request request = from(origin, "POST");
        request.headers.add("Host", "faces.example:8080");
        if (!site.empty()) request.headers.add("Sec-Fetch-Site", site);
        return cors.is_foreign(request);
    };
    CHECK_FALSE(foreign("", ""));
    CHECK_FALSE(foreign("same-origin", "https://faces.example:8080"));
    CHECK_FALSE(foreign("none", ""));
    CHECK_FALSE(foreign("", "https://faces.example:8080"));
    CHECK_FALSE(foreign("cross-site", "https://a.example"));
    CHECK(foreign("cross-site", ""));
    CHECK(foreign("same-site", "https://other.faces.example"));
    CHECK(foreign("cross-site", "https://b.example"));
    CHECK(foreign("", "https://b.example"));
    CHECK(foreign("", "https://faces.example"));
    CHECK(foreign("", "null"));
}

TEST_CASE("an origin is written as browsers send it") {
    for (const char* good : {"https://a.example", "http://localhost:3000", "http://[::1]:80"})
        CHECK(Cors::check_origin(good).empty());
    for (const char* bad :
         {"", "*", "null", "a.example", "https://", "https://a.example/", "https://A.example",
          "https://*.example", "ftp://a.example", "https://a.example b"}) {
        CAPTURE(bad);
        CHECK_FALSE(Cors::check_origin(bad).empty());
    }
}

}  // namespace
