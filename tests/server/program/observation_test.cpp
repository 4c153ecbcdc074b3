#include "program/observation.hpp"

#include "tests/catch.hpp"
#include "tests/server/metrics/exposition_check.hpp"
#include "tests/server/service/http_client.hpp"

using namespace gasworks;

namespace {

program::ObservationOptions quiet() {
    program::ObservationOptions options;
    options.log_level = "off";
    return options;
}

/// A service with one operation that fails and one that does not.
struct Watched {
    explicit Watched(const program::ObservationOptions& options) : observation(options, "test", "1.2.3") {
        http::Router router;
        const auto add = [&](const std::string& name, int status) {
            router.add({"GET", "/" + name, name, http::Workload::ordinary,
                        [status](const http::Request&, const http::PathParameters&, http::Context&) {
                            return http::Response{status, {}, std::string("body")};
                        }});
        };
        add("good", 200);
        add("bad", 500);
        const auto operation_ids = router.operation_ids();
        http::ServerOptions server_options;
        server_options.port = 0;
        server.emplace(server_options, std::move(router));
        observation.watch(*server, operation_ids);
        server->start();
    }
    std::string url(const std::string& path) const {
        return "http://127.0.0.1:" + std::to_string(server->port()) + path;
    }

    program::Observation observation;
    std::optional<http::Server> server;
};

}  // namespace

TEST_CASE("what a server answers is counted") {
    Watched watched(quiet());
    for (int i = 0; i < 3; ++i)
        http_get(watched.url("/good"));
    http_get(watched.url("/bad"));
    http_get(watched.url("/missing"));
    const Samples samples = read_exposition(watched.observation.metrics_at_main_port().value());
    const std::string total = "gasworks_http_requests_total";
    CHECK(samples.at(total + R"({operation_id="good",status="200"})") == 3);
    CHECK(samples.at(total + R"({operation_id="bad",status="500"})") == 1);
    CHECK(samples.at(total + R"({operation_id="none",status="404"})") == 1);
    CHECK(samples.at(R"(gasworks_build_info{service="test",version="1.2.3"})") == 1);
    CHECK(samples.at(R"(gasworks_queue_length{pool="ordinary"})") == 0);
    CHECK(samples.at(R"(gasworks_queue_limit{pool="lengthy"})") == 256);
    CHECK(samples.at(R"(gasworks_workers{pool="ordinary"})") == 4);
    CHECK(samples.contains("gasworks_http_connections"));
}

TEST_CASE("metrics have a port of their own where the operator wants that") {
    program::ObservationOptions options = quiet();
    options.metrics_port = 0;
    Watched watched(options);
    CHECK_FALSE(watched.observation.metrics_at_main_port());
    CHECK(program::metrics_response(watched.observation, "id").status == 404);
    http_get(watched.url("/good"));
    const auto port = watched.observation.start();
    REQUIRE(port);
    const std::string base = "http://127.0.0.1:" + std::to_string(*port);
    const Answer answer = http_get(base + "/metrics");
    CHECK(answer.status == 200);
    CHECK(answer.headers.at("content-type") == "text/plain; version=0.0.4; charset=utf-8");
    CHECK(read_exposition(answer.body)
              .at(R"(gasworks_http_requests_total{operation_id="good",status="200"})") == 1);
    CHECK(http_get(base + "/good").status == 404);
    CHECK_THROWS_AS(program::Observation(
                        [&] {
                            auto taken = options;
                            taken.metrics_port = port;
                            return taken;
                        }(),
                        "test", "1")
                        .start(),
                    http::CannotListen);
    watched.observation.stop();
    CHECK_THROWS(http_get(base + "/metrics"));
    CHECK(http_get(watched.url("/good")).status == 200);
}

TEST_CASE("metrics can be off") {
    program::ObservationOptions options = quiet();
    options.metrics = "off";
    options.metrics_port = 0;
    Watched watched(options);
    CHECK(http_get(watched.url("/good")).status == 200);
    CHECK_FALSE(watched.observation.metrics_at_main_port());
    CHECK_FALSE(watched.observation.start());
}
