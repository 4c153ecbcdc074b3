#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include <tl/expected.hpp>

#include "model/cluster/team.hpp"
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

/// A pair of classes while one fold tests.
struct PairTask {
    std::size_t fold = 0;
    std::size_t pair_index = 0;  ///< in svm::class_pairs()
    svm::ClassPair pair;
    std::uint64_t cost = 0;  ///< about how long it takes, see svm::pair_cost()
};

/// Every pair of every fold in which both classes have training samples, the largest first, so that no thread
/// is left alone with a large one at the end.
std::vector<PairTask> pair_tasks(const CrossValidationSetup& setup);

/// How a pair votes on what its fold tests. Several C may have the same solution, which is then one part.
struct PairVotes {
    std::size_t task = 0;  ///< its place in pair_tasks()
    /// Of each part; it is for the C, in rising order, from the end of the part before it on.
    std::vector<std::uint32_t> end_C;
    /// Of each part a bit for each sample of the fold, in whole bytes: the vote is for the first class.
    std::vector<std::uint8_t> for_first;
};

/// Solves some of the tasks for one gamma (in `kernel`, n x n, in the order of the groups) and every C: an
/// RBF SVC with balanced classes. `on_task` is called, never twice at a time, after each.
tl::expected<std::vector<PairVotes>, CrossValidationError> vote_pairs(
    const CrossValidationSetup& setup, std::span<const float> kernel, std::span<const double> C,
    const std::vector<PairTask>& tasks, std::span<const std::size_t> which,
    const CrossValidationOptions& options, const std::function<void()>& on_task, const std::stop_token& stop);

/// The accuracy on each fold, [C][fold], by the votes of all tasks.
std::vector<std::vector<double>> fold_accuracies(const CrossValidationSetup& setup, std::span<const double> C,
                                                 const std::vector<PairTask>& tasks,
                                                 std::span<const PairVotes> votes);

/// For what one rank of a team sends to another.
void put(cluster::Bytes& bytes, const PairVotes& votes);
PairVotes take_pair_votes(cluster::ByteReader& reader);

/// What each pair of classes, trained on the other folds, says of every sample.
struct CrossValidatedDecisions {
    std::size_t n_samples = 0;
    /// n_pairs x n_samples, in the order of svm::class_pairs() and of the groups; NaN where one class of the
    /// pair has no training samples in the sample's fold.
    std::vector<float> values;

    std::span<const float> of_pair(std::size_t pair) const {
        return std::span(values).subspan(pair * n_samples, n_samples);
    }
};

/// Decision values for one gamma and one C; otherwise as vote_pairs(). With `only_fold`, of that fold's
/// samples; NaN elsewhere. The tasks are divided among the ranks of the team, each of which gets all values.
tl::expected<CrossValidatedDecisions, CrossValidationError> cross_validated_decisions(
    const CrossValidationSetup& setup, std::span<const float> kernel, double C, std::size_t threads,
    cluster::Team& team, const std::stop_token& stop, std::optional<std::size_t> only_fold = {});

}  // namespace eigenfaces
