#include "model/numpy_random.hpp"

#include <numeric>

#include "tests/catch.hpp"

using eigenfaces::NumpyRandomState;
using Indices = std::vector<std::size_t>;

// Expected values: numpy.random.RandomState of NumPy 1.24.

TEST_CASE("shuffle is RandomState.shuffle") {
    Indices values(20);
    std::iota(values.begin(), values.end(), std::size_t{0});
    NumpyRandomState(42).shuffle(values);
    CHECK(values == Indices{0, 17, 15, 1, 8, 5, 11, 3, 18, 16, 13, 2, 9, 19, 4, 12, 7, 10, 14, 6});
}

TEST_CASE("permutation is RandomState.permutation") {
    CHECK(NumpyRandomState(0).permutation(10) == Indices{2, 8, 4, 9, 1, 6, 7, 3, 0, 5});
    Indices large = NumpyRandomState(7).permutation(1000);
    large.resize(8);
    CHECK(large == Indices{778, 334, 271, 802, 216, 408, 812, 94});
    CHECK(NumpyRandomState(1).permutation(0).empty());
    CHECK(NumpyRandomState(1).permutation(1) == Indices{0});
}

TEST_CASE("interval stays inside of its limits, also above 32 bits") {
    NumpyRandomState random(3);
    CHECK(random.interval(0) == 0);
    bool above_32_bits = false;
    for (int i = 0; i < 100; ++i) {
        CHECK(random.interval(5) <= 5);
        const std::uint64_t large = random.interval(1ULL << 40);
        CHECK(large <= 1ULL << 40);
        above_32_bits = above_32_bits || large > 0xFFFFFFFFU;
    }
    CHECK(above_32_bits);
}
