#include "program/readiness.hpp"

#include <nlohmann/json.hpp>

#include "tests/catch.hpp"

using namespace gasworks;

TEST_CASE("a server with a full queue is not ready, and says so") {
    http::Load load;
    load.ordinary = {4, 4, 256, 256, 7};
    const auto checks = program::load_checks(load);
    CHECK_FALSE(program::is_ready(checks));
    CHECK(program::reasons(checks) == "queue: 256 requests wait; 256 may");
    const auto response = program::readiness_response(checks);
    CHECK(response.status == 503);
    const auto json = nlohmann::json::parse(http::bytes_of(response.body));
    CHECK(json["status"] == "not ready");
    CHECK(json["checks"][0]["name"] == "stopping");
    CHECK(json["checks"][0]["ok"] == true);
    CHECK(json["checks"][1]["name"] == "queue");
    CHECK(json["checks"][1]["ok"] == false);
}

TEST_CASE("a server that stops is not ready, and one with work to do is") {
    http::Load load;
    load.ordinary = {4, 3, 256, 256, 0};  // an idle thread is about to take one
    CHECK(program::is_ready(program::load_checks(load)));
    CHECK(program::readiness_response(program::load_checks(load)).status == 200);
    CHECK(program::reasons(program::load_checks(load)).empty());
    load.stopping = true;
    CHECK(program::reasons(program::load_checks(load)) == "stopping: the server is stopping");
}
