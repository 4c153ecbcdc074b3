#include "metrics/exposition.hpp"

#include <array>
#include <limits>
#include <stdexcept>

#include "tests/catch.hpp"
#include "tests/server/metrics/exposition_check.hpp"

using namespace gasworks::metrics;

TEST_CASE("metrics are written as Prometheus reads them") {
    Exposition exposition;
    exposition.family("requests_total", MetricType::counter, "Requests,\nby \\ and \"status\".");
    exposition.sample(3, {{"status", "200"}, {"path", "a\"b\\c\nd"}});
    exposition.sample(0.5);
    exposition.family("empty", MetricType::gauge, "Never there.");
    exposition.family("heat", MetricType::gauge, "Degrees.");
    exposition.sample(std::numeric_limits<double>::infinity(), {{"where", "sun"}});
    exposition.sample(-1e-9, {{"where", "shade"}});
    CHECK(exposition.text() ==
          "# HELP requests_total Requests,\\nby \\\\ and \"status\".\n"
          "# TYPE requests_total counter\n"
          "requests_total{status=\"200\",path=\"a\\\"b\\\\c\\nd\"} 3\n"
          "requests_total 0.5\n"
          "# HELP heat Degrees.\n"
          "# TYPE heat gauge\n"
          "heat{where=\"sun\"} +Inf\n"
          "heat{where=\"shade\"} -1e-09\n");
    CHECK(read_exposition(exposition.text()).at("requests_total") == 0.5);
}

TEST_CASE("a histogram's buckets are cumulative and end with +Inf") {
    const std::array bounds = {0.1, 1.0};
    Histogram histogram(bounds);
    for (const double seconds : {0.05, 0.1, 0.5, 2.0})
        histogram.observe(seconds);
    Exposition exposition;
    exposition.family("work_seconds", MetricType::histogram, "Work.");
    exposition.sample(histogram.snapshot(), {{"stage", "pca"}});
    CHECK(exposition.text() ==
          "# HELP work_seconds Work.\n"
          "# TYPE work_seconds histogram\n"
          "work_seconds_bucket{stage=\"pca\",le=\"0.1\"} 2\n"
          "work_seconds_bucket{stage=\"pca\",le=\"1\"} 3\n"
          "work_seconds_bucket{stage=\"pca\",le=\"+Inf\"} 4\n"
          "work_seconds_sum{stage=\"pca\"} 2.65\n"
          "work_seconds_count{stage=\"pca\"} 4\n");
    CHECK_NOTHROW(read_exposition(exposition.text()));
}

TEST_CASE("names that Prometheus would refuse are refused at once") {
    Exposition exposition;
    for (const char* name : {"", "1st", "a-b", "a b", "\xc3\xa4"})
        CHECK_THROWS_AS(exposition.family(name, MetricType::gauge, "?"), std::invalid_argument);
    exposition.family("a:b_1", MetricType::gauge, "Once.");
    CHECK_THROWS_AS(exposition.family("a:b_1", MetricType::gauge, "Twice."), std::invalid_argument);
    for (const char* name : {"", "1st", "a:b"})
        CHECK_THROWS_AS(exposition.sample(1, {{name, "x"}}), std::invalid_argument);
}

TEST_CASE("the reader of the tests sees what is wrong") {
    const std::string head = "# HELP a_total Of a.\n# TYPE a_total counter\n";
    CHECK_NOTHROW(read_exposition(head + "a_total 1\n"));
    for (const std::string& bad :
         {head + "a_total 1", head + "a_total 1\na_total 1\n", head + "b 1\n", head + "a_total -1\n",
          head + "a_total{x=\"1\",x=\"2\"} 1\n", head + "a_total{x=\"\"\"} 1\n", head + "a_total one\n",
          head + head, std::string("a 1\n"), std::string("# HELP a A.\n# TYPE a counter\na 1\n"),
          std::string("# HELP h H.\n# TYPE h histogram\nh_bucket{le=\"1\"} 2\nh_sum 1\nh_count 2\n"),
          std::string("# HELP h H.\n# TYPE h histogram\nh_bucket{le=\"+Inf\"} 2\nh_sum 1\nh_count 3\n")}) {
        INFO(bad);
        CHECK_THROWS_AS(read_exposition(bad), std::runtime_error);
    }
}
