#include "model/cross_validation.hpp"

#include <algorithm>
#include <atomic>
#include <limits>
#include <mutex>
#include <numeric>

#include "model/parallel_for.hpp"
#include "model/svm/smo.hpp"
#include "model/svm/smo_loops.hpp"

namespace eigenfaces {
namespace {

using svm::BinarySolution;
using svm::RowRange;

/// The samples in the order of the folds that test them, and the kernel matrix with its columns in that
/// order: what a fold tests lies side by side.
struct TestColumns {
    std::vector<std::size_t> samples;  ///< positions in the groups
    std::vector<std::size_t> begin;    ///< fold f tests samples[begin[f]] to samples[begin[f + 1] - 1]
    std::vector<float> kernel;         ///< n x n

    TestColumns(const CrossValidationSetup& setup, std::span<const float> by_class, std::size_t threads) {
        const std::size_t n = setup.groups.n_samples();
        samples.resize(n);
        std::iota(samples.begin(), samples.end(), std::size_t{0});
        const auto fold = [&](std::size_t sample) { return setup.folds[sample]; };
        std::stable_sort(samples.begin(), samples.end(),
                         [&](std::size_t a, std::size_t b) { return fold(a) < fold(b); });
        for (std::size_t f = 0; f <= setup.n_folds; ++f) {
            begin.push_back(
                static_cast<std::size_t>(std::partition_point(samples.begin(), samples.end(),
                                                              [&](std::size_t s) { return fold(s) < f; }) -
                                         samples.begin()));
        }
        kernel.resize(n * n);
        constexpr std::size_t rows = 64;
        parallel_for((n + rows - 1) / rows, threads, [&](std::size_t index, std::size_t) {
            for (std::size_t row = index * rows; row < std::min(n, (index + 1) * rows); ++row) {
                for (std::size_t column = 0; column < n; ++column)
                    kernel[row * n + column] = by_class[row * n + samples[column]];
            }
        });
    }
};

/// Votes of the pairs that one thread worked on, by C (in rising order), class, and column of TestColumns.
class Votes {
  public:
    Votes(std::size_t n_C, std::size_t n_classes, std::size_t n_samples)
        : n_C_(n_C), n_classes_(n_classes), n_samples_(n_samples), counts_(n_C * n_classes * n_samples, 0) {}

    /// Each column from `begin` on gets a vote for the pair's first class where its decision value is
    /// positive, else for the second, for the C from `first_C` to `end_C` - 1.
    void add(const svm::ClassPair& pair, std::span<const double> decisions, std::size_t begin,
             std::size_t first_C, std::size_t end_C) {
        add(pair, decisions, begin, first_C, std::int32_t{1});
        // The counts of a C are changes against those of the C before, until finish().
        if (end_C < n_C_) add(pair, decisions, begin, end_C, std::int32_t{-1});
    }

    void add(const Votes& other) {
        std::transform(counts_.begin(), counts_.end(), other.counts_.begin(), counts_.begin(), std::plus<>());
    }

    /// To be called once, before winner().
    void finish() {
        const std::size_t size = n_classes_ * n_samples_;
        for (std::size_t i = size; i < counts_.size(); ++i)
            counts_[i] += counts_[i - size];
    }

    /// The class with the most votes; of equal ones the first.
    std::size_t winner(std::size_t C, std::size_t column) const {
        std::size_t best = 0;
        for (std::size_t c = 1; c < n_classes_; ++c) {
            if (counts_[at(C, c) + column] > counts_[at(C, best) + column]) best = c;
        }
        return best;
    }

  private:
    std::size_t at(std::size_t C, std::size_t c) const { return (C * n_classes_ + c) * n_samples_; }

    void add(const svm::ClassPair& pair, std::span<const double> decisions, std::size_t begin, std::size_t C,
             std::int32_t count) {
        std::int32_t* first = counts_.data() + at(C, pair.first) + begin;
        std::int32_t* second = counts_.data() + at(C, pair.second) + begin;
        for (std::size_t i = 0; i < decisions.size(); ++i) {
            const std::int32_t for_first = decisions[i] > 0 ? count : 0;
            first[i] += for_first;
            second[i] += count - for_first;
        }
    }

    std::size_t n_C_;
    std::size_t n_classes_;
    std::size_t n_samples_;
    std::vector<std::int32_t> counts_;
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

  private:
    std::vector<RowRange> ranges_;
};

struct Task {
    std::size_t fold = 0;
    std::size_t pair_index = 0;  ///< in svm::class_pairs()
    svm::ClassPair pair;
};

/// Every pair of every fold in which both classes have training samples, the largest first, so that no thread
/// is left alone with a large one at the end.
std::vector<Task> make_tasks(const CrossValidationSetup& setup) {
    const std::vector<svm::ClassPair> pairs = svm::class_pairs(setup.groups.n_classes());
    std::vector<Task> tasks;
    for (std::size_t fold = 0; fold < setup.n_folds; ++fold) {
        const std::vector<std::size_t> sizes = setup.training_sizes(fold);
        for (std::size_t p = 0; p < pairs.size(); ++p) {
            if (sizes[pairs[p].first] > 0 && sizes[pairs[p].second] > 0) tasks.push_back({fold, p, pairs[p]});
        }
    }
    const auto size = [&](const Task& task) {
        return setup.groups.size(task.pair.first) + setup.groups.size(task.pair.second);
    };
    std::stable_sort(tasks.begin(), tasks.end(),
                     [&](const Task& a, const Task& b) { return size(a) > size(b); });
    return tasks;
}

/// The problems of all pairs and folds on one kernel matrix.
class PairProblems {
  public:
    PairProblems(const CrossValidationSetup& setup, std::span<const float> kernel, const TestColumns& columns)
        : setup_(setup), kernel_(kernel), columns_(columns) {
        for (std::size_t fold = 0; fold < setup.n_folds; ++fold)
            weights_.push_back(svm::balanced_weights(setup.training_sizes(fold)));
    }

    BinarySolution solve(const Task& task, double C, svm::SmoSolver& solver,
                         const std::stop_token& stop) const {
        const TrainingRanges positive(setup_, task.pair.first, task.fold);
        const TrainingRanges negative(setup_, task.pair.second, task.fold);
        const std::vector<double>& weights = weights_[task.fold];
        return solver.solve({.kernel = kernel_,
                             .n = setup_.groups.n_samples(),
                             .positive = positive.ranges(),
                             .negative = negative.ranges(),
                             .C_positive = C * weights[task.pair.first],
                             .C_negative = C * weights[task.pair.second]},
                            svm::stopping_tolerance, stop);
    }

    /// The decision values of what the fold tests, by column. The kernel matrix is symmetric: a training
    /// sample's row has its values with all of them side by side.
    std::vector<double> decisions(const Task& task, const BinarySolution& solution) const {
        const std::size_t n = setup_.groups.n_samples();
        const std::size_t begin = columns_.begin[task.fold];
        std::vector<double> values(columns_.begin[task.fold + 1] - begin, -solution.rho);
        std::span<const double> coefficients = solution.coefficients;
        for (const std::size_t c : {task.pair.first, task.pair.second}) {
            const TrainingRanges training(setup_, c, task.fold);
            for (const RowRange& range : training.ranges()) {
                svm::add_rows(columns_.kernel.data() + range.begin * n + begin, n,
                              coefficients.first(range.size()), values);
                coefficients = coefficients.subspan(range.size());
            }
        }
        return values;
    }

    /// Solves the task for every C and adds its votes.
    BinarySolution::Status vote(const Task& task, std::span<const double> rising_C, bool reuse,
                                svm::SmoSolver& solver, Votes& votes, const std::stop_token& stop,
                                std::atomic<std::size_t>& solved) const {
        for (std::size_t i = 0; i < rising_C.size();) {
            const BinarySolution solution = solve(task, rising_C[i], solver, stop);
            if (solution.status != BinarySolution::Status::converged) return solution.status;
            ++solved;
            const std::size_t same = reuse && !solution.met_bound ? rising_C.size() : i + 1;
            votes.add(task.pair, decisions(task, solution), columns_.begin[task.fold], i, same);
            i = same;
        }
        return BinarySolution::Status::converged;
    }

  private:
    const CrossValidationSetup& setup_;
    std::span<const float> kernel_;
    const TestColumns& columns_;
    std::vector<std::vector<double>> weights_;  ///< by fold and class
};

std::vector<double> fold_accuracies(const CrossValidationSetup& setup, const TestColumns& columns,
                                    const Votes& votes, std::size_t C) {
    std::vector<double> accuracies;
    for (std::size_t fold = 0; fold < setup.n_folds; ++fold) {
        double right = 0;
        for (std::size_t column = columns.begin[fold]; column < columns.begin[fold + 1]; ++column) {
            const std::size_t winner = votes.winner(C, column);
            const std::size_t sample = columns.samples[column];
            if (setup.groups.begin[winner] <= sample && sample < setup.groups.begin[winner + 1]) right += 1;
        }
        accuracies.push_back(right / static_cast<double>(columns.begin[fold + 1] - columns.begin[fold]));
    }
    return accuracies;
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
    std::vector<std::size_t> rising(C.size());
    std::iota(rising.begin(), rising.end(), std::size_t{0});
    std::stable_sort(rising.begin(), rising.end(), [&](std::size_t a, std::size_t b) { return C[a] < C[b]; });
    std::vector<double> rising_C;
    rising_C.reserve(rising.size());
    for (const std::size_t index : rising)
        rising_C.push_back(C[index]);
    const TestColumns columns(setup, kernel, options.threads);
    const PairProblems problems(setup, kernel, columns);
    std::vector<svm::SmoSolver> solvers(options.threads);
    std::vector<Votes> votes(options.threads,
                             Votes(C.size(), setup.groups.n_classes(), setup.groups.n_samples()));
    std::mutex mutex;
    std::atomic<std::size_t> solved = 0;
    std::atomic<bool> gave_up = false;
    parallel_for(tasks.size(), options.threads, [&](std::size_t index, std::size_t worker) {
        if (stop.stop_requested() || gave_up) return;
        const auto status = problems.vote(tasks[index], rising_C, options.reuse_unbounded_solutions,
                                          solvers[worker], votes[worker], stop, solved);
        if (status == BinarySolution::Status::too_many_steps) gave_up = true;
        if (status != BinarySolution::Status::converged || !on_problem_group) return;
        const std::lock_guard lock(mutex);
        on_problem_group();
    });
    if (stop.stop_requested()) return tl::unexpected(CrossValidationError::cancelled);
    if (gave_up) return tl::unexpected(CrossValidationError::no_convergence);

    for (std::size_t worker = 1; worker < votes.size(); ++worker)
        votes[0].add(votes[worker]);
    votes[0].finish();
    CrossValidationScores scores{.accuracy = std::vector<std::vector<double>>(C.size()),
                                 .solved_problems = solved};
    for (std::size_t i = 0; i < C.size(); ++i)
        scores.accuracy[rising[i]] = fold_accuracies(setup, columns, votes[0], i);
    return scores;
}

tl::expected<CrossValidatedDecisions, CrossValidationError> cross_validated_decisions(
    const CrossValidationSetup& setup, std::span<const float> kernel, double C, std::size_t threads,
    const std::stop_token& stop) {
    const std::vector<Task> tasks = make_tasks(setup);
    const TestColumns columns(setup, kernel, threads);
    const PairProblems problems(setup, kernel, columns);
    const std::size_t n_classes = setup.groups.n_classes();
    CrossValidatedDecisions table{.n_samples = setup.groups.n_samples(), .values = {}};
    table.values.assign(n_classes * (n_classes - 1) / 2 * table.n_samples,
                        std::numeric_limits<float>::quiet_NaN());
    std::vector<svm::SmoSolver> solvers(threads);
    std::atomic<bool> gave_up = false;
    parallel_for(tasks.size(), threads, [&](std::size_t index, std::size_t worker) {
        if (stop.stop_requested() || gave_up) return;
        const Task& task = tasks[index];
        const BinarySolution solution = problems.solve(task, C, solvers[worker], stop);
        if (solution.status == BinarySolution::Status::too_many_steps) gave_up = true;
        if (solution.status != BinarySolution::Status::converged) return;
        const std::vector<double> decisions = problems.decisions(task, solution);
        for (std::size_t i = 0; i < decisions.size(); ++i) {
            const std::size_t sample = columns.samples[columns.begin[task.fold] + i];
            table.values[task.pair_index * table.n_samples + sample] = static_cast<float>(decisions[i]);
        }
    });
    if (stop.stop_requested()) return tl::unexpected(CrossValidationError::cancelled);
    if (gave_up) return tl::unexpected(CrossValidationError::no_convergence);
    return table;
}

}  // namespace eigenfaces
