#include "http/router.hpp"

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/catch.hpp"

using namespace gasworks::http;

namespace {

Route route(std::string method, std::string path, std::string id = "operation") {
    return {std::move(method), std::move(path), std::move(id), Workload::immediate,
            [](const Request&, const PathParameters&, Context&) { return Response{}; }};
}

Router::Found found(const Router& router, std::string_view method, std::string_view path) {
    const auto result = router.find(method, path);
    REQUIRE(std::holds_alternative<Router::Found>(result));
    return std::get<Router::Found>(result);
}

bool is_unknown(const Router& router, std::string_view path) {
    return std::holds_alternative<Router::NotFound>(router.find("GET", path));
}

}  // namespace

TEST_CASE("a literal path is found exactly") {
    Router router;
    router.add(route("GET", "/", "root"));
    router.add(route("GET", "/a/b", "ab"));
    router.add(route("GET", "/a/", "a_slash"));
    CHECK(found(router, "GET", "/").route->operation_id == "root");
    CHECK(found(router, "GET", "/a/b").route->operation_id == "ab");
    CHECK(found(router, "GET", "/a/").route->operation_id == "a_slash");
    for (const char* path : {"/a", "/a/b/", "//a/b", "/A/b", "/a//b", "/a/b/c", "//"}) {
        INFO(path);
        CHECK(is_unknown(router, path));
    }
}

TEST_CASE("variables hold decoded segments, in order") {
    Router router;
    router.add(route("GET", "/jobs/{job}/files/{file}"));
    const auto parameters = found(router, "GET", "/jobs/a%20b/files/c%2Fd%C3%A9").parameters;
    CHECK(parameters == PathParameters{{"job", "a b"}, {"file", "c/d\xc3\xa9"}});
    CHECK(is_unknown(router, "/jobs//files/x"));
    CHECK(is_unknown(router, "/jobs/a/files/"));
}

TEST_CASE("literals win over variables, and a dead end tries the variable") {
    Router router;
    router.add(route("GET", "/jobs/{id}", "by_id"));
    router.add(route("GET", "/jobs/latest", "latest"));
    router.add(route("GET", "/jobs/{id}/log", "log"));
    router.add(route("GET", "/jobs/latest/picture", "picture"));
    CHECK(found(router, "GET", "/jobs/latest").route->operation_id == "latest");
    CHECK(found(router, "GET", "/jobs/other").route->operation_id == "by_id");
    CHECK(found(router, "GET", "/jobs/latest/log").route->operation_id == "log");
    CHECK(found(router, "GET", "/jobs/latest/log").parameters == PathParameters{{"id", "latest"}});
    CHECK(found(router, "GET", "/jobs/latest/picture").route->operation_id == "picture");
    CHECK(found(router, "GET", "/jobs/l%61test").route->operation_id == "latest");
}

TEST_CASE("a last variable with an asterisk takes the rest of the path") {
    Router router;
    router.add(route("GET", "/ui/{file*}", "file"));
    router.add(route("GET", "/ui/index.html", "index"));
    CHECK(found(router, "GET", "/ui/a/b%20c/d").parameters == PathParameters{{"file", "a/b c/d"}});
    CHECK(found(router, "GET", "/ui/").parameters == PathParameters{{"file", ""}});
    CHECK(found(router, "GET", "/ui/index.html").route->operation_id == "index");
    CHECK(is_unknown(router, "/ui"));
}

TEST_CASE("a known path with an unknown method says what is allowed") {
    Router router;
    router.add(route("POST", "/a"));
    router.add(route("GET", "/a"));
    router.add(route("DELETE", "/b"));
    const auto a = router.find("PUT", "/a");
    REQUIRE(std::holds_alternative<Router::MethodNotAllowed>(a));
    CHECK(std::get<Router::MethodNotAllowed>(a).allowed ==
          std::vector<std::string>{"GET", "HEAD", "OPTIONS", "POST"});
    const auto b = router.find("HEAD", "/b");
    REQUIRE(std::holds_alternative<Router::MethodNotAllowed>(b));
    CHECK(std::get<Router::MethodNotAllowed>(b).allowed == std::vector<std::string>{"DELETE", "OPTIONS"});
    CHECK(std::holds_alternative<Router::NotFound>(router.find("PUT", "/c")));
}

TEST_CASE("HEAD finds GET's route where it has none of its own") {
    Router router;
    router.add(route("GET", "/a", "get"));
    router.add(route("GET", "/b", "get"));
    router.add(route("HEAD", "/b", "head"));
    CHECK(found(router, "HEAD", "/a").route->operation_id == "get");
    CHECK(found(router, "HEAD", "/b").route->operation_id == "head");
}

TEST_CASE("a path that cannot be decoded is bad") {
    Router router;
    router.add(route("GET", "/a/{b}"));
    for (const char* path : {"/a/%", "/a/%4", "/a/%zz", "/a/%00", "/a/x%0", "a/b", "", "/%gg/b"}) {
        INFO(path);
        CHECK(std::holds_alternative<Router::BadPath>(router.find("GET", path)));
    }
}

TEST_CASE("a path of thousands of segments is answered without walking them") {
    Router router;
    router.add(route("GET", "/{a}/{b}"));
    router.add(route("GET", "/files/{rest*}"));
    CHECK(is_unknown(router, std::string(16'000, '/')));
}

TEST_CASE("malformed and doubled routes are refused") {
    Router router;
    for (const char* path : {"", "a", "/{", "/}", "/{}", "/{a}{b}", "/{a*}/b", "/{{a}}", "/{*}"}) {
        INFO(path);
        CHECK_THROWS_AS(router.add(route("GET", path)), std::invalid_argument);
    }
    router.add(route("GET", "/jobs/{id}"));
    CHECK_THROWS_AS(router.add(route("GET", "/jobs/{name}")), std::invalid_argument);
    CHECK_NOTHROW(router.add(route("POST", "/jobs/{name}")));
    CHECK_THROWS_AS(router.add(route("", "/x")), std::invalid_argument);
    CHECK_THROWS_AS(router.add({"GET", "/y", "no_handler", Workload::immediate, {}}), std::invalid_argument);
}

TEST_CASE("variables of one shape keep the names of their own route") {
    Router router;
    router.add(route("GET", "/jobs/{id}"));
    router.add(route("POST", "/jobs/{name}"));
    CHECK(found(router, "GET", "/jobs/7").parameters == PathParameters{{"id", "7"}});
    CHECK(found(router, "POST", "/jobs/7").parameters == PathParameters{{"name", "7"}});
}

TEST_CASE("a segment may have text beside its variables") {
    Router router;
    router.add(route("GET", "/files/{name}", "any"));
    router.add(route("GET", "/files/{name}.json", "json"));
    router.add(route("GET", "/files/{name}.tar.{kind}", "tar"));
    router.add(route("GET", "/files/a.json", "literal"));
    router.add(route("GET", "/compare/{base}...{head}", "compare"));
    const auto tar = found(router, "GET", "/files/a.b.tar.gz");
    CHECK(tar.route->operation_id == "tar");
    CHECK(tar.parameters == PathParameters{{"name", "a.b"}, {"kind", "gz"}});
    CHECK(found(router, "GET", "/files/a.json").route->operation_id == "literal");
    const auto json = found(router, "GET", "/files/a%2Fb%2Ejson");
    CHECK(json.route->operation_id == "json");
    CHECK(json.parameters == PathParameters{{"name", "a/b"}});
    CHECK(found(router, "GET", "/files/.json").route->operation_id == "any");
    CHECK(found(router, "GET", "/compare/v1...v2").parameters ==
          PathParameters{{"base", "v1"}, {"head", "v2"}});
    CHECK(is_unknown(router, "/compare/v1..v2"));
    CHECK(is_unknown(router, "/compare/...v2"));
    CHECK_THROWS_AS(router.add(route("GET", "/files/{other}.json")), std::invalid_argument);
}
