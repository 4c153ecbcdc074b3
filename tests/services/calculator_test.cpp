#include "tests/catch.hpp"
#include "tests/server/service/http_client.hpp"
#include "tests/services/service_process.hpp"

namespace {

void check_refused(const Answer& answer, long status, const std::string& where) {
    CHECK(answer.status == status);
    CHECK(answer.headers.at("content-type") == "application/problem+json");
    const auto problem = answer.json();
    CHECK(problem["status"] == status);
    REQUIRE(problem["errors"].size() == 1);
    const auto& error = problem["errors"][0];
    CHECK(error.value("parameter", error.value("pointer", "")) == where);
    CHECK_FALSE(error["detail"].get<std::string>().empty());
}

TEST_CASE("the calculator calculates and says what it can't") {
    const StartedService service("calculator");
    const auto get = [&](const std::string& target) { return http_get(service.base() + target); };

    CHECK(get("/add?x=1.5&y=2.25").json()["result"] == 3.75);
    CHECK(get("/divide?x=1&y=-4").json()["result"] == -0.25);
    check_refused(get("/divide?x=1&y=0"), 422, "y");
    check_refused(get("/divide?x=1&y=-0.0"), 422, "y");
    check_refused(get("/divide?x=one&y=1"), 400, "x");
    check_refused(get("/divide?x=1"), 400, "y");
    CHECK(get("/add?x=1e308&y=1e308").status == 422);

    CHECK(get("/remainder?n=-7&m=3").json()["result"] == -1);
    CHECK(get("/remainder?n=-9223372036854775808&m=-1").json()["result"] == 0);
    check_refused(get("/remainder?n=7&m=0"), 422, "m");
    check_refused(get("/remainder?n=7.5&m=2"), 400, "n");
    check_refused(get("/remainder?n=9223372036854775808&m=2"), 400, "n");

    CHECK(get("/mean?numbers=1,2.5,4").json()["result"] == 2.5);
    CHECK(get("/mean?numbers=1,x").status == 400);
    CHECK(get("/mean").status == 400);

    const auto post = [&](const std::string& body) {
        return http_request("POST", service.base() + "/distance", {"Content-Type: application/json"}, body);
    };
    CHECK(post(R"({"from": {"x": 0, "y": 0}, "to": {"x": 3, "y": 4}})").json()["result"] == 5.0);
    check_refused(post(R"({"from": {"x": 0, "y": 0}, "to": {"x": 3}})"), 422, "/to/y");
    CHECK(post("{").status == 400);

    CHECK(get("/ui/").status == 200);
    CHECK(get("/openapi.json").json()["info"]["title"] == "Calculator");
}

}  // namespace

TEST_CASE("a service's program asks the one that runs whether it is alive") {
    const StartedService service("calculator");
    const std::string address = service.base().substr(0, service.base().rfind('/'));
    const std::string port = address.substr(address.rfind(':') + 1);
    CHECK(run_program({service_program("calculator"), "--check-health", "--port", port}).code == 0);
    const Finished refused = run_program({service_program("calculator"), "--check-health", "--port", "0"});
    CHECK(refused.code == 2);
    CHECK_THAT(refused.err, ContainsSubstring("calculator: --check-health needs the port"));
}
