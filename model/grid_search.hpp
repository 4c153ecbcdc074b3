#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include <tl/expected.hpp>

#include "model/calibration.hpp"
#include "model/cluster/team.hpp"
#include "model/svm/classifier.hpp"

namespace eigenfaces {

/// The values to try; every C is combined with every gamma.
struct ParameterGrid {
    std::vector<double> C = {1e3, 5e3, 1e4, 5e4, 1e5};
    std::vector<double> gamma = {0.0001, 0.0005, 0.001, 0.005, 0.01, 0.1};
};

/// One combination and its accuracies.
struct GridPoint {
    double C = 0;
    double gamma = 0;
    std::vector<double> fold_scores;  ///< accuracy on each fold
    double mean_score = 0;            ///< their mean

    bool operator==(const GridPoint&) const = default;
};

/// All samples, in the order given to the search, as features that were learned from some of them.
struct RelearnedFeatures {
    std::size_t n_features = 0;
    std::vector<float> samples;
};

struct GridSearchOptions {
    ParameterGrid grid = {};
    std::size_t n_folds = 5;
    std::size_t threads = 1;
    /// Take the solution of a smaller C for a larger one where the optimiser never met the bound: it would
    /// take the very same steps. Off only to prove in a test that nothing changes.
    bool reuse_unbounded_solutions = true;
    /// Learns the features anew from the samples at these positions, and gives those of all samples; nothing
    /// where these samples can't be learned from. With it, what the calibration sees of a fold are features
    /// that were learned without the fold; the search itself is the same.
    std::function<std::optional<RelearnedFeatures>(std::span<const std::size_t>)> relearn = {};
};

enum class GridSearchError { cancelled, no_convergence, fold_without_two_classes };

struct GridSearchResult {
    std::vector<GridPoint> points;    ///< C outside, gamma inside
    std::size_t best = 0;             ///< index of the first of the points with the highest mean score
    svm::Classifier classifier;       ///< the best parameters, fitted on all samples
    Calibration calibration;          ///< of its probabilities, by the folds at the best parameters
    std::size_t solved_problems = 0;  ///< binary problems that the optimiser ran on
};

/// scikit-learn's GridSearchCV(SVC(kernel="rbf", class_weight="balanced"), grid).fit(samples, labels):
/// stratified folds without shuffling, accuracy, the first best, refit on everything.
///
/// `samples`: labels.size() rows of `n_features` values, all finite. `labels`: 0 to n_classes - 1, each at
/// least once. At least 2 classes, and at least n_folds samples of some class. The result does not depend on
/// `threads`.
tl::expected<GridSearchResult, GridSearchError> grid_search(
    std::span<const float> samples, std::size_t n_features, std::span<const std::uint32_t> labels,
    std::size_t n_classes, const GridSearchOptions& options, const std::function<void(double)>& progress = {},
    std::stop_token stop = {});

/// The same by a team, each rank of which is given the same. Pairs of classes, of every fold and gamma, are
/// divided. The classifier and its calibration are the first rank's, empty elsewhere; `progress` is of this
/// rank's share.
tl::expected<GridSearchResult, GridSearchError> grid_search(
    std::span<const float> samples, std::size_t n_features, std::span<const std::uint32_t> labels,
    std::size_t n_classes, const GridSearchOptions& options, cluster::Team& team,
    const std::function<void(double)>& progress = {}, std::stop_token stop = {});

}  // namespace eigenfaces
