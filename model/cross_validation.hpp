#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

#include <tl/expected.hpp>

#include "model/svm/class_groups.hpp"

namespace eigenfaces {

/// What cross-validation works on: samples in the order of their classes, each with the fold that tests it.
/// Within a class the folds rise (as stratified_folds() makes them), so that a fold is one range of every
/// class.
struct CrossValidationSetup {
    const svm::ClassGroups& groups;
    std::vector<std::size_t> folds;  ///< by position in `groups`
    std::size_t n_folds = 0;

    /// Where class c's samples of `fold` begin; with fold == n_folds the end of the class.
    std::size_t fold_begin(std::size_t c, std::size_t fold) const;
    /// Number of training samples of each class while `fold` tests.
    std::vector<std::size_t> training_sizes(std::size_t fold) const;
};

struct CrossValidationOptions {
    std::size_t threads = 1;
    bool reuse_unbounded_solutions = true;  ///< see GridSearchOptions
};

enum class CrossValidationError { cancelled, no_convergence };

struct CrossValidationScores {
    std::vector<std::vector<double>> accuracy;  ///< [C][fold]
    std::size_t solved_problems = 0;
};

/// Accuracies of an RBF SVC with balanced classes on each fold, for one gamma (in `kernel`, n x n, in the
/// order of the groups) and every C. `on_problem_group` is called, never twice at a time, after each pair of
/// classes of each fold.
tl::expected<CrossValidationScores, CrossValidationError> cross_validate(
    const CrossValidationSetup& setup, std::span<const float> kernel, std::span<const double> C,
    const CrossValidationOptions& options, const std::function<void()>& on_problem_group,
    const std::stop_token& stop);

/// What each pair of classes, trained on the other folds, says of every sample.
struct CrossValidatedDecisions {
    std::size_t n_pairs = 0;
    /// n_samples x n_pairs, in the order of the groups and of svm::class_pairs(); NaN where one class of the
    /// pair has no training samples in the sample's fold.
    std::vector<float> values;

    std::span<const float> row(std::size_t sample) const {
        return std::span(values).subspan(sample * n_pairs, n_pairs);
    }
};

/// Decision values for one gamma and one C; otherwise as cross_validate().
tl::expected<CrossValidatedDecisions, CrossValidationError> cross_validated_decisions(
    const CrossValidationSetup& setup, std::span<const float> kernel, double C, std::size_t threads,
    const std::stop_token& stop);

}  // namespace eigenfaces
