#include <algorithm>
#include <regex>
#include <set>
#include <string>
#include <thread>

#include "tests/catch.hpp"
#include "tests/http/server/test_server.hpp"

namespace {

using namespace http_test;

bool matches(const std::string& text, const char* pattern) {
    return std::regex_match(text, std::regex(pattern));
}

}  // namespace

TEST_CASE("every answer has the fields that every answer has") {
    const TestServer server;
    const auto request = GENERATE(as<std::string>(), get("/hello"), get("/worker-id/1"), get("/nothing"),
                                  "OPTIONS /hello HTTP/1.1\r\nHost: t\r\n\r\n",
                                  "PUT /hello HTTP/1.1\r\nHost: t\r\n\r\n", "nonsense\r\n\r\n");
    const RawResponse answer = server.ask(request);
    INFO(request);
    CHECK(matches(answer.header("date"),
                  "(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-3][0-9] [A-Z][a-z]{2} 20[0-9]{2} "
                  "[0-2][0-9]:[0-5][0-9]:[0-6][0-9] GMT"));
    CHECK(matches(answer.header("x-request-id"), "[0-9a-f]{16}"));
    CHECK(matches(answer.header("server-timing"),
                  "(queue;dur=[0-9.]+, handler;dur=[0-9.]+, )?total;dur=[0-9.]+"));
    CHECK(answer.header("x-content-type-options") == "nosniff");
    CHECK(answer.has("connection"));
    CHECK(answer.has("content-length") == (answer.status != 204));
}

TEST_CASE("a client's own request id is used when it is safe to log") {
    const TestServer server;
    const auto id = GENERATE(as<std::string>(), "a", "A-Z_0.9", std::string(64, 'x'));
    const RawResponse answer = server.ask(get("/hello", "X-Request-Id: " + id + "\r\n"));
    CHECK(answer.header("x-request-id") == id);
    REQUIRE(eventually([&] { return !server.accesses().empty(); }));
    CHECK(server.accesses().front().request_id == id);
}

TEST_CASE("any other request id is replaced") {
    const TestServer server;
    const auto id =
        GENERATE(as<std::string>(), "", "a b", "a/b", "a;b", "\"a\"", std::string(65, 'x'), "caf\xc3\xa9");
    const RawResponse answer = server.ask(get("/hello", "X-Request-Id: " + id + "\r\n"));
    CHECK(answer.status == 200);
    CHECK(matches(answer.header("x-request-id"), "[0-9a-f]{16}"));
}

TEST_CASE("request ids differ") {
    const TestServer server;
    RawClient client = server.connect();
    std::set<std::string> ids;
    for (int i = 0; i < 200; ++i)
        ids.insert(client.ask(get("/hello")).header("x-request-id"));
    CHECK(ids.size() == 200);
}

TEST_CASE("a handler's stages are in Server-Timing, between queue and total") {
    Router more;
    more.add({"GET", "/staged", "staged", Workload::ordinary,
              [](const Request&, const PathParameters&, Context& context) {
                  context.timings.emplace_back("decode", std::chrono::milliseconds(12));
                  context.timings.emplace_back("predict", std::chrono::microseconds(1500));
                  return text("");
              }});
    const TestServer server({}, std::move(more));
    const std::string timing = server.ask(get("/staged")).header("server-timing");
    INFO(timing);
    CHECK(matches(timing,
                  "queue;dur=[0-9.]+, handler;dur=[0-9.]+, decode;dur=12.000, predict;dur=1.500, "
                  "total;dur=[0-9.]+"));
}

TEST_CASE("the access log has every answer") {
    const TestServer server;
    server.ask(get("/hello", "X-Request-Id: one\r\n"));
    server.ask(post("/echo-worker", "body", "X-Request-Id: two\r\n"));
    server.ask(get("/nothing?q=1", "X-Request-Id: three\r\n"));
    server.ask("DELETE /hello HTTP/1.1\r\nHost: t\r\n\r\n");
    server.ask("nonsense\r\n\r\n");
    REQUIRE(eventually([&] { return server.accesses().size() == 5; }));
    const auto entries = server.accesses();
    CHECK(entries[0].method == "GET");
    CHECK(entries[0].path == "/hello");
    CHECK(entries[0].request_id == "one");
    CHECK(entries[0].operation_id == "hello");
    CHECK(entries[0].status == 200);
    CHECK(entries[0].bytes == 6);
    CHECK(entries[1].method == "POST");
    CHECK(entries[1].operation_id == "echo_worker");
    CHECK(entries[2].status == 404);
    CHECK(entries[2].path == "/nothing");
    CHECK(entries[2].operation_id.empty());
    CHECK(entries[3].status == 405);
    CHECK(entries[4].status == 400);
}

TEST_CASE("a handler knows its client and its request") {
    Router more;
    more.add({"GET", "/who", "who", Workload::ordinary,
              [](const Request& request, const PathParameters&, Context& context) {
                  return text(request.client + ' ' + request.id + ' ' + context.request_id + ' ' +
                              std::string(request.headers.get("USER-agent").value_or("none")));
              }});
    const TestServer server({}, std::move(more));
    CHECK(server.ask(get("/who", "X-Request-Id: me\r\nUser-Agent:  curl \r\n")).body ==
          "127.0.0.1 me me curl");
}
