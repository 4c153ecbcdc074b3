#include "model/split.hpp"

#include <stdexcept>

#include "tests/catch.hpp"

using eigenfaces::train_test_split;
using Indices = std::vector<std::size_t>;

TEST_CASE("train_test_split gives scikit-learn's indices") {
    const auto quarter = train_test_split(13, 0.25, 42);
    CHECK(quarter.train == Indices{5, 2, 1, 12, 4, 7, 10, 3, 6});
    CHECK(quarter.test == Indices{11, 9, 0, 8});
    const auto third = train_test_split(10, 0.3, 5);
    CHECK(third.train == Indices{4, 7, 1, 0, 8, 6, 3});
    CHECK(third.test == Indices{9, 5, 2});
}

TEST_CASE("a split with an empty side is refused") {
    CHECK_THROWS_AS(train_test_split(1, 0.25, 0), std::invalid_argument);
    CHECK_THROWS_AS(train_test_split(0, 0.25, 0), std::invalid_argument);
    CHECK_THROWS_AS(train_test_split(10, 0.0, 0), std::invalid_argument);
    CHECK_THROWS_AS(train_test_split(10, 1.0, 0), std::invalid_argument);
    CHECK_THROWS_AS(train_test_split(3, 0.99, 0), std::invalid_argument);
}
