#include "model/grid_search.hpp"

#include <algorithm>

#include "tests/catch.hpp"
#include "tests/model/random_samples.hpp"

using namespace eigenfaces;

namespace {

tl::expected<GridSearchResult, GridSearchError> search(const random_samples::Labelled& data,
                                                       std::size_t n_classes, GridSearchOptions options) {
    return grid_search(data.samples, data.n_features, data.labels, n_classes, options);
}

}  // namespace

TEST_CASE("reusing solutions that met no bound changes no result") {
    // From classes apart to classes that overlap, where many multipliers are at their bounds.
    for (const float spread : {0.3F, 0.8F, 2.0F}) {
        for (const double scale : {0.001, 1.0}) {
            const auto data = random_samples::clusters(21, 4, 150, 6, spread);
            GridSearchOptions options;
            for (double& C : options.grid.C)
                C *= scale;
            options.grid.gamma = {0.01, 0.3, 2.0};
            const auto with = search(data, 4, options);
            options.reuse_unbounded_solutions = false;
            const auto without = search(data, 4, options);
            REQUIRE(with);
            REQUIRE(without);
            CAPTURE(spread, scale, with->solved_problems);
            CHECK(with->points == without->points);
            CHECK(with->best == without->best);
            CHECK(with->classifier == without->classifier);
            CHECK(without->solved_problems == 5 * 3 * 5 * 6);
            CHECK(with->solved_problems <= without->solved_problems);
            if (spread > 1 && scale < 1) CHECK(with->solved_problems > without->solved_problems / 2);
            if (spread < 0.5F && scale == 1.0) CHECK(with->solved_problems < without->solved_problems);
        }
    }
}

TEST_CASE("the number of threads changes no bit of a grid search") {
    const auto data = random_samples::clusters(4, 5, 200, 8, 0.9F);
    GridSearchOptions options;
    options.grid.gamma = {0.02, 0.5};
    const auto one = search(data, 5, options);
    options.threads = 3;
    const auto three = search(data, 5, options);
    REQUIRE(one);
    REQUIRE(three);
    CHECK(one->points == three->points);
    CHECK(one->classifier == three->classifier);
    CHECK(one->calibration == three->calibration);
}

TEST_CASE("points are in scikit-learn's order and the first of the best wins") {
    // Classes far apart: every combination is right everywhere.
    const auto data = random_samples::clusters(2, 3, 60, 10, 0.01F);
    GridSearchOptions options;
    options.grid.C = {7, 3, 5};
    options.grid.gamma = {0.5, 0.25};
    const auto result = search(data, 3, options);
    REQUIRE(result);
    REQUIRE(result->points.size() == 6);
    CHECK(result->points[0].C == 7);
    CHECK(result->points[1].C == 7);
    CHECK(result->points[1].gamma == 0.25);
    CHECK(result->points[5].C == 5);
    for (const GridPoint& point : result->points) {
        CHECK(point.mean_score == 1.0);
        CHECK(point.fold_scores == std::vector<double>(5, 1.0));
    }
    CHECK(result->best == 0);
    CHECK(result->classifier.C == 7);
    CHECK(result->classifier.gamma == 0.5);
}

TEST_CASE("a fold that trains on one class only is an error") {
    random_samples::Labelled data{1, {0, 1, 2, 3, 4, 5, 6}, {0, 0, 0, 0, 0, 0, 1}};
    const auto result = search(data, 2, {});
    REQUIRE_FALSE(result);
    CHECK(result.error() == GridSearchError::fold_without_two_classes);
}

TEST_CASE("a class that is missing from some folds is not missing from the classifier") {
    random_samples::Labelled data = random_samples::clusters(2, 2, 40, 4, 0.1F);
    data.labels.back() = 2;
    const auto result = search(data, 3, {});
    REQUIRE(result);
    CHECK(result->classifier.n_support.size() == 3);
    CHECK(result->classifier.n_support[2] == 1);
}

TEST_CASE("a grid search tells its progress and stops when told") {
    const auto data = random_samples::clusters(4, 4, 120, 8, 0.9F);
    std::vector<double> fractions;
    std::stop_source source;
    const auto full =
        grid_search(data.samples, 8, data.labels, 4, {}, [&](double f) { fractions.push_back(f); });
    REQUIRE(full);
    CHECK(std::is_sorted(fractions.begin(), fractions.end()));
    CHECK(fractions.back() == 1);
    const auto stopped = grid_search(
        data.samples, 8, data.labels, 4, {.threads = 2}, [&](double) { source.request_stop(); },
        source.get_token());
    REQUIRE_FALSE(stopped);
    CHECK(stopped.error() == GridSearchError::cancelled);
}
