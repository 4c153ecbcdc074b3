#include "http/problem.hpp"

#include <string>

#include <nlohmann/json.hpp>

#include "tests/catch.hpp"

using namespace gasworks::http;

namespace {

nlohmann::json body_of(const Response& response) {
    return nlohmann::json::parse(bytes_of(response.body));
}

}  // namespace

TEST_CASE("a problem becomes application/problem+json") {
    const Response response = to_response({404, "there is no job 7", {}, {}, {}}, "abc");
    CHECK(response.status == 404);
    CHECK(response.headers.get("Content-Type") == "application/problem+json");
    const auto expected = nlohmann::json{{"type", "about:blank"},
                                         {"title", "Not Found"},
                                         {"status", 404},
                                         {"detail", "there is no job 7"},
                                         {"instance", "abc"}};
    CHECK(body_of(response) == expected);
}

TEST_CASE("a problem's own title and fields are sent") {
    Problem problem{503, "busy", {}, "Try later", {}};
    problem.headers.add("Retry-After", "5");
    const Response response = to_response(problem, "abc");
    CHECK(response.headers.get("Retry-After") == "5");
    CHECK(body_of(response).at("title") == "Try later");
}

TEST_CASE("each error of a problem says where it is") {
    Problem problem{400, "3 things are wrong", {}, {}, {}};
    problem.errors = {{Violation::In::query, "limit", "must be at least 1"},
                      {Violation::In::body, "/people/0/name", "must be a string"},
                      {Violation::In::header, "Prefer", "unknown"}};
    const auto errors = body_of(to_response(problem, "abc")).at("errors");
    REQUIRE(errors.size() == 3);
    CHECK(errors[0] ==
          nlohmann::json{{"in", "query"}, {"parameter", "limit"}, {"detail", "must be at least 1"}});
    CHECK(errors[1] ==
          nlohmann::json{{"in", "body"}, {"pointer", "/people/0/name"}, {"detail", "must be a string"}});
    CHECK(errors[2].at("in") == "header");
}

TEST_CASE("a problem may quote what is not UTF-8") {
    const auto body = body_of(to_response({400, "not \xff UTF-8 \"quoted\"\n", {}, {}, {}}, "abc"));
    CHECK(body.at("detail") == "not \xef\xbf\xbd UTF-8 \"quoted\"\n");
}
