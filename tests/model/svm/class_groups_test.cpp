#include "model/svm/class_groups.hpp"

#include "tests/catch.hpp"

using namespace eigenfaces::svm;
using Indices = std::vector<std::size_t>;

TEST_CASE("samples are grouped by class in their order") {
    const std::vector<std::uint32_t> labels = {2, 0, 2, 1, 0, 2};
    const ClassGroups groups = group_by_class(labels, 4);
    CHECK(groups.order == Indices{1, 4, 3, 0, 2, 5});
    CHECK(groups.begin == Indices{0, 2, 3, 6, 6});
    CHECK(groups.n_classes() == 4);
    CHECK(groups.size(3) == 0);
    const std::vector<float> rows = {0, 1, 2, 3, 4, 5};
    CHECK(group_rows(rows, 1, groups) == std::vector<float>{1, 4, 3, 0, 2, 5});
}

TEST_CASE("balanced weights are scikit-learn's") {
    const std::vector<double> weights = balanced_weights(Indices{27, 25, 8});
    CHECK(weights[0] == Approx(0.7407407407407407).epsilon(1e-15));
    CHECK(weights[1] == Approx(0.8).epsilon(1e-15));
    CHECK(weights[2] == Approx(2.5).epsilon(1e-15));
    // A class without samples is no class.
    CHECK(balanced_weights(Indices{2, 0, 6}) == std::vector<double>{2, 0, 8.0 / 12.0});
}

TEST_CASE("pairs are in libsvm's order") {
    const auto pairs = class_pairs(3);
    REQUIRE(pairs.size() == 3);
    CHECK((pairs[0].first == 0 && pairs[0].second == 1));
    CHECK((pairs[1].first == 0 && pairs[1].second == 2));
    CHECK((pairs[2].first == 1 && pairs[2].second == 2));
}
