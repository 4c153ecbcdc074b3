#include "generator/bench/statistics.hpp"

#include "tests/catch.hpp"

using gasworks::bench::describe;

TEST_CASE("of no measurements there is nothing to say, of one all is the same") {
    CHECK_FALSE(describe({}));
    const auto one = describe({3});
    REQUIRE(one);
    CHECK(one->count == 1);
    for (const double value : {one->mean, one->min, one->max, one->p50, one->p90, one->p99})
        CHECK(value == 3);
    CHECK(one->deviation == 0);
}

TEST_CASE("mean and deviation are the sample's, percentiles are measurements") {
    // statistics.stdev([2, 4, 4, 4, 5, 5, 7, 9]) in Python
    const auto eight = describe({9, 4, 5, 2, 4, 7, 5, 4});
    REQUIRE(eight);
    CHECK(eight->mean == 5);
    CHECK(eight->deviation == Approx(2.138089935299395));
    CHECK(eight->min == 2);
    CHECK(eight->max == 9);
    CHECK(eight->p50 == 4);
    CHECK(eight->p90 == 9);
    std::vector<double> hundred;
    for (int i = 100; i >= 1; --i)
        hundred.push_back(i);
    CHECK(describe(hundred)->p50 == 50);
    CHECK(describe(hundred)->p90 == 90);
    CHECK(describe(hundred)->p99 == 99);
}
