#include "metrics/histogram.hpp"

#include <array>
#include <numeric>
#include <stdexcept>
#include <thread>

#include "tests/catch.hpp"

using gasworks::metrics::Histogram;

TEST_CASE("a histogram counts up to and including each bound") {
    const std::array bounds = {1.0, 2.0};
    Histogram histogram(bounds);
    for (const double seconds : {-1.0, 1.0, 1.5, 2.0, 2.1})
        histogram.observe(seconds);
    const auto snapshot = histogram.snapshot();
    CHECK(snapshot.counts == std::vector<std::uint64_t>{2, 2, 1});
    CHECK(snapshot.sum == Approx(6.6));
}

TEST_CASE("no observation is lost between threads") {
    Histogram histogram(gasworks::metrics::request_bounds());
    constexpr int each = 20'000;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                for (int j = 0; j < each; ++j)
                    histogram.observe(0.001 * (j % 100));
            });
        }
    }
    const auto snapshot = histogram.snapshot();
    CHECK(std::accumulate(snapshot.counts.begin(), snapshot.counts.end(), std::uint64_t{0}) == 4 * each);
    CHECK(snapshot.sum == Approx(4 * each * 0.0495));
}

TEST_CASE("bounds that do not ascend are refused") {
    const std::array twice = {1.0, 1.0};
    CHECK_THROWS_AS(Histogram(twice), std::invalid_argument);
}
