#include <algorithm>
#include <string>

#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/http/server/test_server.hpp"

namespace {

using namespace http_test;

std::string ask_for(const std::string& method, const std::string& path) {
    return method + ' ' + path + " HTTP/1.1\r\nHost: test\r\n\r\n";
}

/// Without what differs from answer to answer.
auto stable_fields(const RawResponse& answer) {
    auto fields = answer.headers;
    std::erase_if(fields, [](const auto& field) {
        return field.first == "date" || field.first == "x-request-id" || field.first == "server-timing";
    });
    return fields;
}

}  // namespace

TEST_CASE("HEAD has the fields of GET and no body") {
    const TestServer server;
    RawClient client = server.connect();
    const auto path = GENERATE(as<std::string>(), "/hello", "/worker-large", "/nothing");
    const RawResponse by_get = client.ask(get(path));
    client.send(ask_for("HEAD", path));
    const RawResponse by_head = client.read_response(true);
    CHECK(by_head.status == by_get.status);
    if (path == "/nothing") {
        CHECK(by_head.header("content-type") == "application/problem+json");
    } else {
        CHECK(stable_fields(by_head) == stable_fields(by_get));
    }
    // Nothing of a body came: the next answer begins right here.
    CHECK(client.ask(get("/id/next")).body == "next");
}

TEST_CASE("OPTIONS says what is allowed") {
    const TestServer server;
    RawClient client = server.connect();
    RawResponse answer = client.ask(ask_for("OPTIONS", "/echo"));
    CHECK(answer.status == 204);
    CHECK(answer.header("allow") == "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT");
    CHECK_FALSE(answer.has("content-length"));
    answer = client.ask(ask_for("OPTIONS", "*"));
    CHECK(answer.status == 204);
    CHECK(client.ask(ask_for("OPTIONS", "/nothing")).status == 404);
}

TEST_CASE("a method that a path does not know is 405 and says which it knows") {
    const TestServer server;
    RawClient client = server.connect();
    const auto method = GENERATE(as<std::string>(), "DELETE", "TRACE", "BREW", "get");
    const RawResponse answer = client.ask(ask_for(method, "/hello"));
    CHECK(answer.status == 405);
    CHECK(answer.header("allow") == "GET, HEAD, OPTIONS");
    CHECK(answer.header("content-type") == "application/problem+json");
    CHECK(nlohmann::json::parse(answer.body).at("status") == 405);
    CHECK(client.ask(get("/hello")).status == 200);
}

TEST_CASE("a path that nobody knows is 404 and keeps the connection") {
    const TestServer server;
    RawClient client = server.connect();
    const RawResponse answer = client.ask(get("/nothing", "X-Request-Id: 404-test\r\n"));
    CHECK(answer.status == 404);
    CHECK(answer.header("content-type") == "application/problem+json");
    const auto problem = nlohmann::json::parse(answer.body);
    CHECK(problem.at("title") == "Not Found");
    CHECK(problem.at("status") == 404);
    CHECK(problem.at("instance") == "404-test");
    CHECK_THAT(problem.at("detail").get<std::string>(), ContainsSubstring("/nothing"));
    CHECK(client.ask(get("/hello")).status == 200);
}

TEST_CASE("a body that a method needs not have is read all the same") {
    const TestServer server;
    RawClient client = server.connect();
    CHECK(client.ask("GET /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\nhello").body ==
          "GET\n/echo\n\nhello");
    CHECK(client.ask("POST /nothing HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\nhello").status == 404);
    CHECK(client.ask("POST /echo HTTP/1.1\r\nHost: test\r\n\r\n").body == "POST\n/echo\n\n");
}

TEST_CASE("answers whose status has no body carry none") {
    Router more;
    for (const int status : {204, 304}) {
        more.add({"GET", "/" + std::to_string(status), "bare", Workload::immediate,
                  [status](const Request&, const PathParameters&, Context&) {
                      Response response;
                      response.status = status;
                      return response;
                  }});
    }
    const TestServer server({}, std::move(more));
    RawClient client = server.connect();
    for (const int status : {204, 304}) {
        const RawResponse answer = client.ask(get("/" + std::to_string(status)));
        CHECK(answer.status == status);
        CHECK_FALSE(answer.has("content-length"));
    }
    CHECK(client.ask(get("/hello")).body == "hello\n");
}
