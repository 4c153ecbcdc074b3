#include "model/grid_search.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "model/cluster/shares.hpp"
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

/// The decisions on a fold's samples by features and pairs that were learned without it; nothing where they
/// can't be learned.
tl::expected<std::optional<CrossValidatedDecisions>, CrossValidationError> relearned_fold(
    const CrossValidationSetup& setup, std::size_t fold, const GridPoint& point,
    const GridSearchOptions& options, const std::stop_token& stop) {
    const svm::ClassGroups& groups = setup.groups;
    std::vector<std::size_t> learned_from;
    for (std::size_t i = 0; i < groups.n_samples(); ++i) {
        if (setup.folds[i] != fold) learned_from.push_back(groups.order[i]);
    }
    // The order of the samples, which does not depend on how classes are grouped.
    std::sort(learned_from.begin(), learned_from.end());
    const auto features = options.relearn(learned_from);
    if (stop.stop_requested()) return tl::unexpected(CrossValidationError::cancelled);
    if (!features) return std::nullopt;
    std::vector<float> kernel =
        svm::squared_distances(svm::group_rows(features->samples, features->n_features, groups),
                               features->n_features, options.threads);
    svm::rbf(kernel, point.gamma, kernel, options.threads);
    cluster::Alone alone;
    auto decisions = cross_validated_decisions(setup, kernel, point.C, options.threads, alone, stop, fold);
    if (!decisions) return tl::unexpected(decisions.error());
    return *std::move(decisions);
}

/// The decisions of all pairs on each sample, by features and pairs that were learned without the sample's
/// fold; NaN in a fold without which nothing can be learned. A rank learns whole folds; all get everything.
tl::expected<CrossValidatedDecisions, CrossValidationError> relearned_decisions(
    const CrossValidationSetup& setup, const GridPoint& point, const GridSearchOptions& options,
    cluster::Team& team, const std::stop_token& stop) {
    const std::size_t n = setup.groups.n_samples();
    const std::size_t n_pairs = svm::class_pairs(setup.groups.n_classes()).size();
    cluster::Bytes own;
    for (const std::size_t fold : cluster::own_share(setup.n_folds, team)) {
        const auto decisions = relearned_fold(setup, fold, point, options, stop);
        if (!decisions) return tl::unexpected(decisions.error());
        for (std::size_t i = 0; i < n_pairs * n; ++i) {
            if (setup.folds[i % n] != fold) continue;
            cluster::put(own, *decisions ? (*decisions)->values[i] : std::numeric_limits<float>::quiet_NaN());
        }
    }
    const cluster::Gathered all = team.all_gather(std::move(own));
    CrossValidatedDecisions result{n, std::vector<float>(n_pairs * n)};
    for (std::size_t rank = 0; rank < all.n_ranks(); ++rank) {
        cluster::ByteReader reader(all.of(rank));
        for (std::size_t fold = rank; fold < setup.n_folds; fold += team.size()) {
            for (std::size_t i = 0; i < n_pairs * n; ++i) {
                if (setup.folds[i % n] == fold) result.values[i] = reader.take<float>();
            }
        }
    }
    return result;
}

/// What one rank found in the grid, for everyone.
std::vector<std::vector<PairVotes>> exchange_votes(const std::vector<std::vector<PairVotes>>& own,
                                                   cluster::Team& team) {
    cluster::Bytes bytes;
    for (const auto& of_gamma : own) {
        cluster::put(bytes, std::uint64_t{of_gamma.size()});
        for (const PairVotes& votes : of_gamma)
            put(bytes, votes);
    }
    const cluster::Gathered gathered = team.all_gather(std::move(bytes));
    std::vector<std::vector<PairVotes>> all(own.size());
    for (std::size_t rank = 0; rank < gathered.n_ranks(); ++rank) {
        cluster::ByteReader reader(gathered.of(rank));
        for (auto& of_gamma : all) {
            for (auto rest = reader.take<std::uint64_t>(); rest > 0; --rest)
                of_gamma.push_back(take_pair_votes(reader));
        }
    }
    return all;
}

/// The tasks that are this rank's, for each gamma.
std::vector<std::vector<std::size_t>> own_tasks(const std::vector<PairTask>& tasks, std::size_t n_gammas,
                                                const cluster::Team& team) {
    std::vector<std::uint64_t> costs;
    costs.reserve(n_gammas * tasks.size());
    for (std::size_t i = 0; i < n_gammas * tasks.size(); ++i)
        costs.push_back(tasks[i % tasks.size()].cost);
    const std::vector<std::size_t> ranks = cluster::divide_by_cost(costs, team.size());
    std::vector<std::vector<std::size_t>> own(n_gammas);
    for (std::size_t i = 0; i < costs.size(); ++i) {
        if (ranks[i] == team.rank()) own[i / tasks.size()].push_back(i % tasks.size());
    }
    return own;
}

}  // namespace

tl::expected<GridSearchResult, GridSearchError> grid_search(
    std::span<const float> samples, std::size_t n_features, std::span<const std::uint32_t> labels,
    std::size_t n_classes, const GridSearchOptions& options, const std::function<void(double)>& progress,
    std::stop_token stop) {
    cluster::Alone alone;
    return grid_search(samples, n_features, labels, n_classes, options, alone, progress, std::move(stop));
}

tl::expected<GridSearchResult, GridSearchError> grid_search(
    std::span<const float> samples, std::size_t n_features, std::span<const std::uint32_t> labels,
    std::size_t n_classes, const GridSearchOptions& options, cluster::Team& team,
    const std::function<void(double)>& progress, std::stop_token stop) {
    const svm::ClassGroups groups = svm::group_by_class(labels, n_classes);
    CrossValidationSetup setup{.groups = groups, .folds = {}, .n_folds = options.n_folds};
    const std::vector<std::size_t> folds = stratified_folds(labels, options.n_folds);
    for (const std::size_t sample : groups.order)
        setup.folds.push_back(folds[sample]);
    if (!every_fold_has_two_classes(setup)) return tl::unexpected(GridSearchError::fold_without_two_classes);

    // By every rank: the network would take about as long to bring them (docs/scale.md).
    const std::vector<float> grouped = svm::group_rows(samples, n_features, groups);
    const std::vector<float> distances = svm::squared_distances(grouped, n_features, options.threads);
    std::vector<float> kernel(distances.size());

    const ParameterGrid& grid = options.grid;
    const std::vector<PairTask> tasks = pair_tasks(setup);
    const std::vector<std::vector<std::size_t>> own = own_tasks(tasks, grid.gamma.size(), team);
    const std::size_t n_own =
        std::accumulate(own.begin(), own.end(), std::size_t{0},
                        [](std::size_t sum, const auto& of) { return sum + of.size(); });
    std::size_t done = 0;
    const auto on_task = [&] {
        ++done;
        if (progress) progress((1 - refit_share) * static_cast<double>(done) / static_cast<double>(n_own));
    };
    GridSearchResult result;
    result.points.resize(grid.C.size() * grid.gamma.size());
    const auto score = [&](std::size_t g, std::span<const PairVotes> votes) {
        const auto accuracies = fold_accuracies(setup, grid.C, tasks, votes);
        for (const PairVotes& of_pair : votes)
            result.solved_problems += of_pair.end_C.size();
        for (std::size_t c = 0; c < grid.C.size(); ++c) {
            result.points[c * grid.gamma.size() + g] = {.C = grid.C[c],
                                                        .gamma = grid.gamma[g],
                                                        .fold_scores = accuracies[c],
                                                        .mean_score = mean(accuracies[c])};
        }
    };
    std::vector<std::vector<PairVotes>> votes(grid.gamma.size());
    for (std::size_t g = 0; g < grid.gamma.size(); ++g) {
        if (own[g].empty()) continue;
        svm::rbf(distances, grid.gamma[g], kernel, options.threads);
        auto some = vote_pairs(
            setup, kernel, grid.C, tasks, own[g],
            {.threads = options.threads, .reuse_unbounded_solutions = options.reuse_unbounded_solutions},
            on_task, stop);
        if (!some) return tl::unexpected(search_error(some.error()));
        // What nobody else waits for needs no keeping.
        if (team.size() == 1) {
            score(g, *some);
        } else {
            votes[g] = *std::move(some);
        }
    }
    if (team.size() > 1) {
        votes = exchange_votes(votes, team);
        for (std::size_t g = 0; g < grid.gamma.size(); ++g)
            score(g, votes[g]);
        votes = {};
    }
    const auto best =
        std::max_element(result.points.begin(), result.points.end(),
                         [](const GridPoint& a, const GridPoint& b) { return a.mean_score < b.mean_score; });
    result.best = static_cast<std::size_t>(best - result.points.begin());

    svm::rbf(distances, best->gamma, kernel, options.threads);
    auto classifier = svm::fit_one_vs_one(grouped, n_features, groups, kernel, best->C, best->gamma,
                                          options.threads, team, stop);
    if (!classifier) {
        return tl::unexpected(classifier.error() == svm::FitError::cancelled
                                  ? GridSearchError::cancelled
                                  : GridSearchError::no_convergence);
    }
    result.classifier = std::move(*classifier);
    const auto decisions =
        options.relearn ? relearned_decisions(setup, *best, options, team, stop)
                        : cross_validated_decisions(setup, kernel, best->C, options.threads, team, stop);
    if (!decisions) return tl::unexpected(search_error(decisions.error()));
    if (team.is_first()) result.calibration = calibrate(setup, *decisions, options.threads);
    if (progress) progress(1);
    return result;
}

}  // namespace eigenfaces
