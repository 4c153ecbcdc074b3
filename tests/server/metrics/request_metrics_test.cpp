#include "metrics/request_metrics.hpp"

#include <thread>
#include <vector>

#include "tests/catch.hpp"
#include "tests/server/metrics/exposition_check.hpp"

using namespace gasworks;

namespace {

http::Access access(std::string_view operation, int status, double seconds, std::size_t bytes = 0) {
    return {nullptr, operation, status, bytes, std::chrono::duration<double>(seconds)};
}

Samples collected(const metrics::RequestMetrics& requests) {
    metrics::Exposition exposition;
    requests.collect(exposition);
    return exposition.text().empty() ? Samples{} : read_exposition(exposition.text());
}

}  // namespace

TEST_CASE("requests are counted by operation and status") {
    metrics::RequestMetrics requests({"predict", "train", "predict"});
    CHECK(collected(requests).empty());
    requests.count(access("predict", 200, 0.0002, 10));
    requests.count(access("predict", 200, 0.02, 5));
    requests.count(access("predict", 404, 0.0002));
    requests.count(access("", 404, 0.0001));
    requests.count(access("never heard of", 503, 0.0001));
    const Samples samples = collected(requests);
    const std::string total = "gasworks_http_requests_total";
    CHECK(samples.at(total + R"({operation_id="predict",status="200"})") == 2);
    CHECK(samples.at(total + R"({operation_id="predict",status="404"})") == 1);
    CHECK(samples.at(total + R"({operation_id="none",status="404"})") == 1);
    CHECK(samples.at(total + R"({operation_id="none",status="503"})") == 1);
    CHECK_FALSE(samples.contains(total + R"({operation_id="train",status="200"})"));
    const std::string seconds = "gasworks_http_request_duration_seconds";
    CHECK(samples.at(seconds + R"(_count{operation_id="predict"})") == 3);
    CHECK(samples.at(seconds + R"(_sum{operation_id="predict"})") == Approx(0.0204));
    CHECK(samples.at(seconds + R"(_bucket{operation_id="predict",le="0.00025"})") == 2);
    CHECK(samples.at(R"(gasworks_http_response_bytes_total{operation_id="predict"})") == 15);
}

TEST_CASE("no request is lost between threads, whatever its status") {
    metrics::RequestMetrics requests({"a"});
    constexpr int rounds = 1000;
    constexpr int statuses = 40;  // more than one operation has room for
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                for (int j = 0; j < rounds * statuses; ++j)
                    requests.count(access("a", 200 + j % statuses, 0.001));
            });
        }
    }
    double sum = 0;
    double other = 0;
    for (const auto& [name, value] : collected(requests)) {
        if (!name.starts_with("gasworks_http_requests_total")) continue;
        sum += value;
        if (name.find("other") != std::string::npos) {
            other = value;
        } else {
            CHECK(value == 4 * rounds);
        }
    }
    CHECK(sum == 4 * rounds * statuses);
    CHECK(other == 4 * rounds * (statuses - 31));
}
