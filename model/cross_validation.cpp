#include "model/cross_validation.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <numeric>

#include "model/parallel_for.hpp"
#include "model/svm/smo.hpp"
#include "model/svm/smo_loops.hpp"

namespace eigenfaces {
namespace {

using svm::BinarySolution;
using svm::RowRange;

/// Votes of the pairs that one thread worked on: [C][sample][class].
class Votes {
  public:
    Votes(std::size_t n_C, std::size_t n_samples, std::size_t n_classes)
        : n_samples_(n_samples), n_classes_(n_classes), counts_(n_C * n_samples * n_classes, 0) {}

    void add(std::size_t C, std::size_t sample, std::size_t winner) { ++counts_[at(C, sample) + winner]; }

    void add(const Votes& other) {
        std::transform(counts_.begin(), counts_.end(), other.counts_.begin(), counts_.begin(), std::plus<>());
    }

    /// The class with the most votes; of equal ones the first.
    std::size_t winner(std::size_t C, std::size_t sample) const {
        const auto first = counts_.begin() + static_cast<std::ptrdiff_t>(at(C, sample));
        return static_cast<std::size_t>(
            std::max_element(first, first + static_cast<std::ptrdiff_t>(n_classes_)) - first);
    }

  private:
    std::size_t at(std::size_t C, std::size_t sample) const { return (C * n_samples_ + sample) * n_classes_; }

    std::size_t n_samples_;
    std::size_t n_classes_;
    std::vector<std::uint32_t> counts_;
};

/// The training samples of a class while a fold tests: what lies before and after the fold, where there is
/// something.
class TrainingRanges {
  public:
    TrainingRanges(const CrossValidationSetup& setup, std::size_t c, std::size_t fold) {
        const RowRange all[] = {{setup.groups.begin[c], setup.fold_begin(c, fold)},
                                {setup.fold_begin(c, fold + 1), setup.groups.begin[c + 1]}};
        for (const RowRange& range : all) {
            if (range.size() > 0) ranges_.push_back(range);
        }
    }
    std::span<const RowRange> ranges() const { return ranges_; }

    /// Spreads coefficients of the training samples over the whole class, which begins at `begin`; 0 in the
    /// fold.
    std::span<const double> spread(std::span<const double> coefficients, std::size_t begin,
                                   std::span<double> out) const {
        for (const RowRange& range : ranges_) {
            std::copy_n(coefficients.begin(), range.size(),
                        out.begin() + static_cast<std::ptrdiff_t>(range.begin - begin));
            coefficients = coefficients.subspan(range.size());
        }
        return coefficients;
    }

  private:
    std::vector<RowRange> ranges_;
};

struct Task {
    std::size_t fold = 0;
    svm::ClassPair pair;
};

/// Every pair of every fold in which both classes have training samples, the largest first, so that no thread
/// is left alone with a large one at the end.
std::vector<Task> make_tasks(const CrossValidationSetup& setup) {
    std::vector<Task> tasks;
    for (std::size_t fold = 0; fold < setup.n_folds; ++fold) {
        const std::vector<std::size_t> sizes = setup.training_sizes(fold);
        for (const svm::ClassPair& pair : svm::class_pairs(setup.groups.n_classes())) {
            if (sizes[pair.first] > 0 && sizes[pair.second] > 0) tasks.push_back({fold, pair});
        }
    }
    const auto size = [&](const Task& task) {
        return setup.groups.size(task.pair.first) + setup.groups.size(task.pair.second);
    };
    std::stable_sort(tasks.begin(), tasks.end(),
                     [&](const Task& a, const Task& b) { return size(a) > size(b); });
    return tasks;
}

/// Solves the pairs of all folds and counts their votes on the samples that the fold tests.
class PairVoting {
  public:
    PairVoting(const CrossValidationSetup& setup, std::span<const float> kernel, std::span<const double> C,
               bool reuse)
        : setup_(setup), kernel_(kernel), C_(C), rising_(C.size()), reuse_(reuse) {
        std::iota(rising_.begin(), rising_.end(), std::size_t{0});
        std::stable_sort(rising_.begin(), rising_.end(),
                         [&](std::size_t a, std::size_t b) { return C[a] < C[b]; });
    }

    BinarySolution::Status run(const Task& task, svm::SmoSolver& solver, Votes& votes,
                               const std::stop_token& stop, std::atomic<std::size_t>& solved) const {
        const auto [fold, pair] = task;
        const svm::ClassGroups& groups = setup_.groups;
        const TrainingRanges positive(setup_, pair.first, fold);
        const TrainingRanges negative(setup_, pair.second, fold);
        const std::vector<double> weights = svm::balanced_weights(setup_.training_sizes(fold));
        std::vector<double> first(groups.size(pair.first), 0.0);
        std::vector<double> second(groups.size(pair.second), 0.0);
        for (std::size_t i = 0; i < rising_.size();) {
            const double C = C_[rising_[i]];
            const BinarySolution solution = solver.solve({.kernel = kernel_,
                                                          .n = groups.n_samples(),
                                                          .positive = positive.ranges(),
                                                          .negative = negative.ranges(),
                                                          .C_positive = C * weights[pair.first],
                                                          .C_negative = C * weights[pair.second]},
                                                         svm::stopping_tolerance, stop);
            if (solution.status != BinarySolution::Status::converged) return solution.status;
            ++solved;
            const auto rest = positive.spread(solution.coefficients, groups.begin[pair.first], first);
            negative.spread(rest, groups.begin[pair.second], second);
            const std::size_t same = reuse_ && !solution.met_bound ? rising_.size() : i + 1;
            vote(task, first, second, solution.rho, std::span(rising_).subspan(i, same - i), votes);
            i = same;
        }
        return BinarySolution::Status::converged;
    }

  private:
    void vote(const Task& task, const std::vector<double>& first, const std::vector<double>& second,
              double rho, std::span<const std::size_t> C, Votes& votes) const {
        const svm::ClassGroups& groups = setup_.groups;
        for (std::size_t c = 0; c < groups.n_classes(); ++c) {
            const std::size_t end = setup_.fold_begin(c, task.fold + 1);
            for (std::size_t sample = setup_.fold_begin(c, task.fold); sample < end; ++sample) {
                const float* row = kernel_.data() + sample * groups.n_samples();
                const double decision =
                    svm::dot(row + groups.begin[task.pair.first], first.data(), first.size()) +
                    svm::dot(row + groups.begin[task.pair.second], second.data(), second.size()) - rho;
                const std::size_t winner = decision > 0 ? task.pair.first : task.pair.second;
                for (const std::size_t index : C)
                    votes.add(index, sample, winner);
            }
        }
    }

    const CrossValidationSetup& setup_;
    std::span<const float> kernel_;
    std::span<const double> C_;
    std::vector<std::size_t> rising_;  // indices of C, from the smallest value to the largest
    bool reuse_;
};

std::vector<double> fold_accuracies(const CrossValidationSetup& setup, const Votes& votes, std::size_t C) {
    std::vector<double> right(setup.n_folds, 0.0);
    std::vector<double> all(setup.n_folds, 0.0);
    for (std::size_t c = 0; c < setup.groups.n_classes(); ++c) {
        for (std::size_t sample = setup.groups.begin[c]; sample < setup.groups.begin[c + 1]; ++sample) {
            all[setup.folds[sample]] += 1;
            if (votes.winner(C, sample) == c) right[setup.folds[sample]] += 1;
        }
    }
    std::transform(right.begin(), right.end(), all.begin(), right.begin(), std::divides<>());
    return right;
}

}  // namespace

std::size_t CrossValidationSetup::fold_begin(std::size_t c, std::size_t fold) const {
    const auto first = folds.begin() + static_cast<std::ptrdiff_t>(groups.begin[c]);
    const auto last = folds.begin() + static_cast<std::ptrdiff_t>(groups.begin[c + 1]);
    return static_cast<std::size_t>(std::lower_bound(first, last, fold) - folds.begin());
}

std::vector<std::size_t> CrossValidationSetup::training_sizes(std::size_t fold) const {
    std::vector<std::size_t> sizes;
    for (std::size_t c = 0; c < groups.n_classes(); ++c) {
        sizes.push_back(groups.size(c) - (fold_begin(c, fold + 1) - fold_begin(c, fold)));
    }
    return sizes;
}

tl::expected<CrossValidationScores, CrossValidationError> cross_validate(
    const CrossValidationSetup& setup, std::span<const float> kernel, std::span<const double> C,
    const CrossValidationOptions& options, const std::function<void()>& on_problem_group,
    const std::stop_token& stop) {
    const std::vector<Task> tasks = make_tasks(setup);
    const PairVoting voting(setup, kernel, C, options.reuse_unbounded_solutions);
    std::vector<svm::SmoSolver> solvers(options.threads);
    std::vector<Votes> votes(options.threads,
                             Votes(C.size(), setup.groups.n_samples(), setup.groups.n_classes()));
    std::mutex mutex;
    std::atomic<std::size_t> solved = 0;
    std::atomic<bool> gave_up = false;
    parallel_for(tasks.size(), options.threads, [&](std::size_t index, std::size_t worker) {
        if (stop.stop_requested() || gave_up) return;
        const auto status = voting.run(tasks[index], solvers[worker], votes[worker], stop, solved);
        if (status == BinarySolution::Status::too_many_steps) gave_up = true;
        if (status != BinarySolution::Status::converged || !on_problem_group) return;
        const std::lock_guard lock(mutex);
        on_problem_group();
    });
    if (stop.stop_requested()) return tl::unexpected(CrossValidationError::cancelled);
    if (gave_up) return tl::unexpected(CrossValidationError::no_convergence);

    for (std::size_t worker = 1; worker < votes.size(); ++worker)
        votes[0].add(votes[worker]);
    CrossValidationScores scores{.accuracy = {}, .solved_problems = solved};
    for (std::size_t i = 0; i < C.size(); ++i)
        scores.accuracy.push_back(fold_accuracies(setup, votes[0], i));
    return scores;
}

}  // namespace eigenfaces
