#include "model/cross_validation.hpp"

#include <algorithm>
#include <atomic>
#include <limits>
#include <mutex>
#include <numeric>

#include "model/cluster/shares.hpp"
#include "model/parallel_for.hpp"
#include "model/svm/smo.hpp"
#include "model/svm/smo_loops.hpp"

namespace eigenfaces {
namespace {

using svm::BinarySolution;
using svm::RowRange;

/// The samples in the order of the folds that test them.
struct TestOrder {
    std::vector<std::size_t> samples;  ///< positions in the groups
    std::vector<std::size_t> begin;    ///< fold f tests samples[begin[f]] to samples[begin[f + 1] - 1]

    explicit TestOrder(const CrossValidationSetup& setup) {
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
    }

    std::size_t size(std::size_t fold) const { return begin[fold + 1] - begin[fold]; }
    /// Bytes that hold a bit for each sample of a fold.
    std::size_t bytes(std::size_t fold) const { return (size(fold) + 7) / 8; }
};

/// The kernel matrix with its columns in that order: what a fold tests lies side by side.
struct TestColumns : TestOrder {
    std::vector<float> kernel;  ///< n x n

    TestColumns(const CrossValidationSetup& setup, std::span<const float> by_class, std::size_t threads)
        : TestOrder(setup), kernel(by_class.size()) {
        const std::size_t n = samples.size();
        constexpr std::size_t rows = 64;
        parallel_for((n + rows - 1) / rows, threads, [&](std::size_t index, std::size_t) {
            for (std::size_t row = index * rows; row < std::min(n, (index + 1) * rows); ++row) {
                for (std::size_t column = 0; column < n; ++column)
                    kernel[row * n + column] = by_class[row * n + samples[column]];
            }
        });
    }
};

/// Votes of all pairs, by C (in rising order), class, and place in TestOrder.
class Votes {
  public:
    Votes(std::size_t n_C, std::size_t n_classes, std::size_t n_samples)
        : n_C_(n_C), n_classes_(n_classes), n_samples_(n_samples), counts_(n_C * n_classes * n_samples, 0) {}

    /// Each of `count` samples from `begin` on gets a vote for the pair's first class where its bit is set,
    /// else for the second, for the C from `first_C` to `end_C` - 1.
    void add(const svm::ClassPair& pair, std::span<const std::uint8_t> for_first, std::size_t begin,
             std::size_t count, std::size_t first_C, std::size_t end_C) {
        add_from(first_C, pair, for_first, begin, count, 1);
        // The counts of a C are changes against those of the C before, until finish().
        if (end_C < n_C_) add_from(end_C, pair, for_first, begin, count, -1);
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

    void add_from(std::size_t C, const svm::ClassPair& pair, std::span<const std::uint8_t> for_first,
                  std::size_t begin, std::size_t count, std::int32_t vote) {
        std::int32_t* first = counts_.data() + at(C, pair.first) + begin;
        std::int32_t* second = counts_.data() + at(C, pair.second) + begin;
        for (std::size_t i = 0; i < count; ++i) {
            const std::int32_t to_first = (for_first[i / 8] >> (i % 8) & 1) * vote;
            first[i] += to_first;
            second[i] += vote - to_first;
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

/// The problems of all pairs and folds on one kernel matrix.
class PairProblems {
  public:
    PairProblems(const CrossValidationSetup& setup, std::span<const float> kernel, const TestColumns& columns)
        : setup_(setup), kernel_(kernel), columns_(columns) {
        for (std::size_t fold = 0; fold < setup.n_folds; ++fold)
            weights_.push_back(svm::balanced_weights(setup.training_sizes(fold)));
    }

    BinarySolution solve(const PairTask& task, double C, svm::SmoSolver& solver,
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
    std::vector<double> decisions(const PairTask& task, const BinarySolution& solution) const {
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

    /// Solves the task for every C.
    BinarySolution::Status vote(const PairTask& task, std::span<const double> rising_C, bool reuse,
                                svm::SmoSolver& solver, PairVotes& votes, const std::stop_token& stop) const {
        for (std::size_t i = 0; i < rising_C.size();) {
            const BinarySolution solution = solve(task, rising_C[i], solver, stop);
            if (solution.status != BinarySolution::Status::converged) return solution.status;
            i = reuse && !solution.met_bound ? rising_C.size() : i + 1;
            votes.end_C.push_back(static_cast<std::uint32_t>(i));
            const std::vector<double> values = decisions(task, solution);
            const std::size_t begin = votes.for_first.size();
            votes.for_first.resize(begin + columns_.bytes(task.fold));
            for (std::size_t sample = 0; sample < values.size(); ++sample) {
                if (values[sample] > 0) {
                    std::uint8_t& bits = votes.for_first[begin + sample / 8];
                    bits = static_cast<std::uint8_t>(bits | 1U << (sample % 8));
                }
            }
        }
        return BinarySolution::Status::converged;
    }

  private:
    const CrossValidationSetup& setup_;
    std::span<const float> kernel_;
    const TestColumns& columns_;
    std::vector<std::vector<double>> weights_;  ///< by fold and class
};

/// C in rising order, and the places they have come from.
struct RisingC {
    std::vector<std::size_t> places;
    std::vector<double> values;

    explicit RisingC(std::span<const double> C) : places(C.size()) {
        std::iota(places.begin(), places.end(), std::size_t{0});
        std::stable_sort(places.begin(), places.end(),
                         [&](std::size_t a, std::size_t b) { return C[a] < C[b]; });
        values.reserve(C.size());
        for (const std::size_t place : places)
            values.push_back(C[place]);
    }
};

/// Each rank's decisions for everyone.
void exchange_decisions(CrossValidatedDecisions& table, const std::vector<PairTask>& tasks,
                        const std::vector<std::size_t>& ranks, const TestOrder& order, cluster::Team& team) {
    const auto value = [&](const PairTask& task, std::size_t i) -> float& {
        return table.values[task.pair_index * table.n_samples + order.samples[order.begin[task.fold] + i]];
    };
    cluster::Bytes own;
    for (std::size_t t = 0; t < tasks.size(); ++t) {
        if (ranks[t] != team.rank()) continue;
        for (std::size_t i = 0; i < order.size(tasks[t].fold); ++i)
            cluster::put(own, value(tasks[t], i));
    }
    const cluster::Gathered all = team.all_gather(std::move(own));
    for (std::size_t rank = 0; rank < all.n_ranks(); ++rank) {
        cluster::ByteReader reader(all.of(rank));
        for (std::size_t t = 0; t < tasks.size(); ++t) {
            if (ranks[t] != rank) continue;
            for (std::size_t i = 0; i < order.size(tasks[t].fold); ++i)
                value(tasks[t], i) = reader.take<float>();
        }
    }
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

std::vector<PairTask> pair_tasks(const CrossValidationSetup& setup) {
    const std::vector<svm::ClassPair> pairs = svm::class_pairs(setup.groups.n_classes());
    const auto cost = [&](const svm::ClassPair& pair) {
        return svm::pair_cost(setup.groups.size(pair.first) + setup.groups.size(pair.second));
    };
    std::vector<PairTask> tasks;
    for (std::size_t fold = 0; fold < setup.n_folds; ++fold) {
        const std::vector<std::size_t> sizes = setup.training_sizes(fold);
        for (std::size_t p = 0; p < pairs.size(); ++p) {
            if (sizes[pairs[p].first] > 0 && sizes[pairs[p].second] > 0)
                tasks.push_back({fold, p, pairs[p], cost(pairs[p])});
        }
    }
    std::stable_sort(tasks.begin(), tasks.end(),
                     [](const PairTask& a, const PairTask& b) { return a.cost > b.cost; });
    return tasks;
}

tl::expected<std::vector<PairVotes>, CrossValidationError> vote_pairs(
    const CrossValidationSetup& setup, std::span<const float> kernel, std::span<const double> C,
    const std::vector<PairTask>& tasks, std::span<const std::size_t> which,
    const CrossValidationOptions& options, const std::function<void()>& on_task,
    const std::stop_token& stop) {
    const RisingC rising(C);
    const TestColumns columns(setup, kernel, options.threads);
    const PairProblems problems(setup, kernel, columns);
    std::vector<svm::SmoSolver> solvers(options.threads);
    std::vector<PairVotes> votes(which.size());
    std::mutex mutex;
    std::atomic<bool> gave_up = false;
    parallel_for(which.size(), options.threads, [&](std::size_t index, std::size_t worker) {
        if (stop.stop_requested() || gave_up) return;
        votes[index].task = which[index];
        const auto status =
            problems.vote(tasks[which[index]], rising.values, options.reuse_unbounded_solutions,
                          solvers[worker], votes[index], stop);
        if (status == BinarySolution::Status::too_many_steps) gave_up = true;
        if (status != BinarySolution::Status::converged || !on_task) return;
        const std::lock_guard lock(mutex);
        on_task();
    });
    if (stop.stop_requested()) return tl::unexpected(CrossValidationError::cancelled);
    if (gave_up) return tl::unexpected(CrossValidationError::no_convergence);
    return votes;
}

std::vector<std::vector<double>> fold_accuracies(const CrossValidationSetup& setup, std::span<const double> C,
                                                 const std::vector<PairTask>& tasks,
                                                 std::span<const PairVotes> votes) {
    const TestOrder order(setup);
    Votes sums(C.size(), setup.groups.n_classes(), setup.groups.n_samples());
    for (const PairVotes& of_pair : votes) {
        const PairTask& task = tasks[of_pair.task];
        const std::size_t bytes = order.bytes(task.fold);
        for (std::size_t part = 0; part < of_pair.end_C.size(); ++part) {
            sums.add(task.pair, std::span(of_pair.for_first).subspan(part * bytes, bytes),
                     order.begin[task.fold], order.size(task.fold), part == 0 ? 0 : of_pair.end_C[part - 1],
                     of_pair.end_C[part]);
        }
    }
    sums.finish();
    const std::vector<std::size_t> places = RisingC(C).places;
    std::vector<std::vector<double>> accuracies(C.size());
    for (std::size_t i = 0; i < C.size(); ++i) {
        for (std::size_t fold = 0; fold < setup.n_folds; ++fold) {
            double right = 0;
            for (std::size_t column = order.begin[fold]; column < order.begin[fold + 1]; ++column) {
                const std::size_t winner = sums.winner(i, column);
                const std::size_t sample = order.samples[column];
                if (setup.groups.begin[winner] <= sample && sample < setup.groups.begin[winner + 1])
                    right += 1;
            }
            accuracies[places[i]].push_back(right / static_cast<double>(order.size(fold)));
        }
    }
    return accuracies;
}

void put(cluster::Bytes& bytes, const PairVotes& votes) {
    cluster::put(bytes, std::uint64_t{votes.task});
    cluster::put(bytes, std::uint64_t{votes.end_C.size()});
    cluster::put(bytes, std::span<const std::uint32_t>(votes.end_C));
    cluster::put(bytes, std::uint64_t{votes.for_first.size()});
    cluster::put(bytes, std::span<const std::uint8_t>(votes.for_first));
}

PairVotes take_pair_votes(cluster::ByteReader& reader) {
    PairVotes votes;
    votes.task = static_cast<std::size_t>(reader.take<std::uint64_t>());
    votes.end_C.resize(static_cast<std::size_t>(reader.take<std::uint64_t>()));
    reader.take(std::span(votes.end_C));
    votes.for_first.resize(static_cast<std::size_t>(reader.take<std::uint64_t>()));
    reader.take(std::span(votes.for_first));
    return votes;
}

tl::expected<CrossValidatedDecisions, CrossValidationError> cross_validated_decisions(
    const CrossValidationSetup& setup, std::span<const float> kernel, double C, std::size_t threads,
    cluster::Team& team, const std::stop_token& stop, std::optional<std::size_t> only_fold) {
    std::vector<PairTask> tasks = pair_tasks(setup);
    if (only_fold) std::erase_if(tasks, [&](const PairTask& task) { return task.fold != *only_fold; });
    std::vector<std::uint64_t> costs;
    costs.reserve(tasks.size());
    for (const PairTask& task : tasks)
        costs.push_back(task.cost);
    const std::vector<std::size_t> ranks = cluster::divide_by_cost(costs, team.size());
    const TestColumns columns(setup, kernel, threads);
    const PairProblems problems(setup, kernel, columns);
    const std::size_t n_classes = setup.groups.n_classes();
    CrossValidatedDecisions table{.n_samples = setup.groups.n_samples(), .values = {}};
    table.values.assign(n_classes * (n_classes - 1) / 2 * table.n_samples,
                        std::numeric_limits<float>::quiet_NaN());
    std::vector<svm::SmoSolver> solvers(threads);
    std::atomic<bool> gave_up = false;
    parallel_for(tasks.size(), threads, [&](std::size_t index, std::size_t worker) {
        if (ranks[index] != team.rank() || stop.stop_requested() || gave_up) return;
        const PairTask& task = tasks[index];
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
    if (team.size() > 1) exchange_decisions(table, tasks, ranks, columns, team);
    return table;
}

}  // namespace eigenfaces
