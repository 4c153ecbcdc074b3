#include <stdexcept>
#include <string>

#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/http/server/test_server.hpp"

// Pistache aborted when a handler threw something that is not a std::exception, and sent what() to the
// client.

namespace {

using namespace http_test;

Router throwing_routes() {
    Router routes;
    for (const Workload workload : {Workload::immediate, Workload::ordinary, Workload::lengthy}) {
        const std::string place = "/" + std::to_string(static_cast<int>(workload));
        routes.add({"GET", place + "/int", "throw_int", workload,
                    [](const Request&, const PathParameters&, Context&) -> Response { throw 42; }});
        routes.add({"GET", place + "/exception", "throw_exception", workload,
                    [](const Request&, const PathParameters&, Context&) -> Response {
                        throw std::runtime_error("the password is tiger");
                    }});
    }
    return routes;
}

}  // namespace

TEST_CASE("a handler that throws is answered with 500, and the reason stays in the log") {
    TestServer server({}, throwing_routes());
    RawClient client = server.connect();
    for (const char* place : {"/0", "/1", "/2"}) {
        INFO(place);
        RawResponse answer = client.ask(get(place + std::string("/exception"), "X-Request-Id: abc\r\n"));
        CHECK(answer.status == 500);
        CHECK(answer.header("content-type") == "application/problem+json");
        CHECK(answer.body.find("tiger") == std::string::npos);
        const auto problem = nlohmann::json::parse(answer.body);
        CHECK(problem.at("status") == 500);
        CHECK(problem.at("instance") == "abc");

        answer = client.ask(get(place + std::string("/int")));
        CHECK(answer.status == 500);
        CHECK(answer.header("content-type") == "application/problem+json");
    }
    const auto failures = server.failures();
    REQUIRE(failures.size() == 6);
    CHECK(failures[0] == "the password is tiger");
    CHECK_THAT(failures[1], ContainsSubstring("not a std::exception"));
    CHECK(client.ask(get("/hello")).status == 200);
}

TEST_CASE("a handler that throws leaves its worker at work") {
    ServerOptions options;
    options.workers = 1;
    TestServer server(options, throwing_routes());
    for (int i = 0; i < 10; ++i)
        CHECK(server.ask(get("/1/int")).status == 500);
    CHECK(server.ask(get("/worker-id/7")).body == "7");
}

TEST_CASE("a handler cannot break out of its header fields") {
    Router routes;
    routes.add(
        {"GET", "/split", "split", Workload::immediate, [](const Request&, const PathParameters&, Context&) {
             Response response = text("body");
             response.headers.add("X-Value", "a\r\nSet-Cookie: b\r\n\r\nHTTP/1.1 200 OK");
             return response;
         }});
    TestServer server({}, std::move(routes));
    const RawResponse answer = server.ask(get("/split"));
    CHECK(answer.body == "body");
    CHECK_FALSE(answer.has("set-cookie"));
}
