#include "model/stratified_folds.hpp"

#include <stdexcept>

#include "tests/catch.hpp"

using eigenfaces::stratified_folds;
using Labels = std::vector<std::uint32_t>;
using Folds = std::vector<std::size_t>;

// Expected values: sklearn.model_selection.StratifiedKFold of scikit-learn 1.2.

TEST_CASE("stratified_folds gives scikit-learn's folds") {
    CHECK(stratified_folds(Labels{2, 0, 1, 2, 2, 0, 1, 1, 0, 2, 2, 1, 0, 0, 2, 1, 2, 2, 0, 1, 1, 2}, 5) ==
          Folds{0, 0, 0, 0, 1, 1, 0, 1, 2, 1, 2, 1, 3, 4, 2, 2, 3, 3, 4, 3, 4, 4});
    CHECK(stratified_folds(Labels{1, 1, 1, 0, 1, 0, 1, 2, 1, 2, 2, 1}, 3) ==
          Folds{0, 0, 0, 1, 1, 2, 1, 0, 2, 1, 2, 2});
}

TEST_CASE("a class with fewer samples than folds is missing from some") {
    CHECK(stratified_folds(Labels{0, 1, 1, 0, 1, 1, 1, 1, 0}, 5) == Folds{0, 0, 1, 1, 2, 3, 3, 4, 2});
}

TEST_CASE("more folds than any class has samples are refused") {
    CHECK_THROWS_AS(stratified_folds(Labels{0, 1, 0, 1}, 3), std::invalid_argument);
    CHECK_THROWS_AS(stratified_folds(Labels{0, 1, 0, 1}, 1), std::invalid_argument);
    CHECK_THROWS_AS(stratified_folds(Labels{}, 2), std::invalid_argument);
}
