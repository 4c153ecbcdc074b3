#include "model/grid_search.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "model/cross_validation.hpp"
#include "model/stratified_folds.hpp"
#include "model/svm/kernel_matrix.hpp"
#include "model/svm/one_vs_one.hpp"

namespace eigenfaces {
namespace {

/// The refit and the calibration are about as much work as this part of the whole.
constexpr double refit_share = 0.06;

bool every_fold_has_two_classes(const CrossValidationSetup& setup) {
    for (std::size_t fold = 0; fold < setup.n_folds; ++fold) {
        const std::vector<std::size_t> sizes = setup.training_sizes(fold);
        if (std::count_if(sizes.begin(), sizes.end(), [](std::size_t size) { return size > 0; }) < 2)
            return false;
    }
    return true;
}

double mean(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

GridSearchError search_error(CrossValidationError error) {
    return error == CrossValidationError::cancelled ? GridSearchError::cancelled
                                                    : GridSearchError::no_convergence;
}

/// The decisions of all pairs on each sample, by features and pairs that were learned without the sample's
/// fold; NaN in a fold without which nothing can be learned.
tl::expected<CrossValidatedDecisions, CrossValidationError> relearned_decisions(
    const CrossValidationSetup& setup, const GridPoint& point, const GridSearchOptions& options,
    const std::stop_token& stop) {
    const svm::ClassGroups& groups = setup.groups;
    const std::size_t n = groups.n_samples();
    const std::size_t n_pairs = svm::class_pairs(groups.n_classes()).size();
    CrossValidatedDecisions result{n,
                                   std::vector<float>(n_pairs * n, std::numeric_limits<float>::quiet_NaN())};
    std::vector<float> kernel(n * n);
    for (std::size_t fold = 0; fold < setup.n_folds; ++fold) {
        std::vector<std::size_t> learned_from;
        for (std::size_t i = 0; i < n; ++i) {
            if (setup.folds[i] != fold) learned_from.push_back(groups.order[i]);
        }
        // The order of the samples, which does not depend on how classes are grouped.
        std::sort(learned_from.begin(), learned_from.end());
        const auto features = options.relearn(learned_from);
        if (stop.stop_requested()) return tl::unexpected(CrossValidationError::cancelled);
        if (!features) continue;
        const auto distances =
            svm::squared_distances(svm::group_rows(features->samples, features->n_features, groups),
                                   features->n_features, options.threads);
        svm::rbf(distances, point.gamma, kernel, options.threads);
        const auto decisions = cross_validated_decisions(setup, kernel, point.C, options.threads, stop);
        if (!decisions) return tl::unexpected(decisions.error());
        for (std::size_t p = 0; p < n_pairs; ++p) {
            for (std::size_t i = 0; i < n; ++i) {
                if (setup.folds[i] == fold) result.values[p * n + i] = decisions->of_pair(p)[i];
            }
        }
    }
    return result;
}

}  // namespace

tl::expected<GridSearchResult, GridSearchError> grid_search(
    std::span<const float> samples, std::size_t n_features, std::span<const std::uint32_t> labels,
    std::size_t n_classes, const GridSearchOptions& options, const std::function<void(double)>& progress,
    std::stop_token stop) {
    const svm::ClassGroups groups = svm::group_by_class(labels, n_classes);
    CrossValidationSetup setup{.groups = groups, .folds = {}, .n_folds = options.n_folds};
    const std::vector<std::size_t> folds = stratified_folds(labels, options.n_folds);
    for (const std::size_t sample : groups.order)
        setup.folds.push_back(folds[sample]);
    if (!every_fold_has_two_classes(setup)) return tl::unexpected(GridSearchError::fold_without_two_classes);

    const std::vector<float> grouped = svm::group_rows(samples, n_features, groups);
    const std::vector<float> distances = svm::squared_distances(grouped, n_features, options.threads);
    std::vector<float> kernel(distances.size());

    const ParameterGrid& grid = options.grid;
    GridSearchResult result;
    result.points.resize(grid.C.size() * grid.gamma.size());
    const std::size_t n_problem_groups =
        grid.gamma.size() * options.n_folds * svm::class_pairs(n_classes).size();
    std::size_t done = 0;
    const auto on_problem_group = [&] {
        ++done;
        if (progress)
            progress((1 - refit_share) * static_cast<double>(done) / static_cast<double>(n_problem_groups));
    };
    for (std::size_t g = 0; g < grid.gamma.size(); ++g) {
        svm::rbf(distances, grid.gamma[g], kernel, options.threads);
        const auto scores = cross_validate(
            setup, kernel, grid.C,
            {.threads = options.threads, .reuse_unbounded_solutions = options.reuse_unbounded_solutions},
            on_problem_group, stop);
        if (!scores) return tl::unexpected(search_error(scores.error()));
        result.solved_problems += scores->solved_problems;
        for (std::size_t c = 0; c < grid.C.size(); ++c) {
            result.points[c * grid.gamma.size() + g] = {.C = grid.C[c],
                                                        .gamma = grid.gamma[g],
                                                        .fold_scores = scores->accuracy[c],
                                                        .mean_score = mean(scores->accuracy[c])};
        }
    }
    const auto best =
        std::max_element(result.points.begin(), result.points.end(),
                         [](const GridPoint& a, const GridPoint& b) { return a.mean_score < b.mean_score; });
    result.best = static_cast<std::size_t>(best - result.points.begin());

    svm::rbf(distances, best->gamma, kernel, options.threads);
    auto classifier =
        svm::fit_one_vs_one(grouped, n_features, groups, kernel, best->C, best->gamma, options.threads, stop);
    if (!classifier) {
        return tl::unexpected(classifier.error() == svm::FitError::cancelled
                                  ? GridSearchError::cancelled
                                  : GridSearchError::no_convergence);
    }
    result.classifier = std::move(*classifier);
    const auto decisions = options.relearn
                               ? relearned_decisions(setup, *best, options, stop)
                               : cross_validated_decisions(setup, kernel, best->C, options.threads, stop);
    if (!decisions) return tl::unexpected(search_error(decisions.error()));
    result.calibration = calibrate(setup, *decisions, options.threads);
    if (progress) progress(1);
    return result;
}

}  // namespace eigenfaces
