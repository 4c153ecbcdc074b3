#include "model/svm/one_vs_one.hpp"

#include <algorithm>

#include "model/cluster/shares.hpp"
#include "model/parallel_for.hpp"
#include "model/svm/smo.hpp"

namespace eigenfaces::svm {
namespace {

Classifier assemble(const std::vector<BinarySolution>& solutions, const std::vector<ClassPair>& pairs,
                    std::span<const float> samples, std::size_t n_features, const ClassGroups& groups) {
    const std::size_t n_classes = groups.n_classes();
    const std::size_t n = groups.n_samples();
    // Row j - 1 holds class i's coefficients against j, row i class j's against i, at all samples.
    std::vector<double> coefficients((n_classes - 1) * n, 0.0);
    Classifier classifier;
    for (std::size_t p = 0; p < pairs.size(); ++p) {
        const auto [first, second] = pairs[p];
        const auto middle =
            solutions[p].coefficients.begin() + static_cast<std::ptrdiff_t>(groups.size(first));
        std::copy(solutions[p].coefficients.begin(), middle,
                  coefficients.begin() + static_cast<std::ptrdiff_t>((second - 1) * n + groups.begin[first]));
        std::copy(middle, solutions[p].coefficients.end(),
                  coefficients.begin() + static_cast<std::ptrdiff_t>(first * n + groups.begin[second]));
        classifier.intercept.push_back(-solutions[p].rho);
    }
    std::vector<std::size_t> kept;
    classifier.n_support.assign(n_classes, 0);
    for (std::size_t c = 0; c < n_classes; ++c) {
        for (std::size_t position = groups.begin[c]; position < groups.begin[c + 1]; ++position) {
            bool is_support = false;
            for (std::size_t row = 0; row + 1 < n_classes; ++row) {
                is_support = is_support || coefficients[row * n + position] != 0;
            }
            if (!is_support) continue;
            kept.push_back(position);
            ++classifier.n_support[c];
            classifier.support.push_back(static_cast<std::uint32_t>(groups.order[position]));
            const auto row = samples.subspan(position * n_features, n_features);
            classifier.support_vectors.insert(classifier.support_vectors.end(), row.begin(), row.end());
        }
    }
    for (std::size_t row = 0; row + 1 < n_classes; ++row) {
        for (const std::size_t position : kept)
            classifier.dual_coef.push_back(coefficients[row * n + position]);
    }
    classifier.n_classes = n_classes;
    classifier.n_features = n_features;
    return classifier;
}

/// What other ranks found goes to the first.
void gather_solutions(const std::vector<std::size_t>& ranks, std::vector<BinarySolution>& solutions,
                      cluster::Team& team) {
    cluster::Bytes own;
    for (std::size_t p = 0; p < solutions.size(); ++p) {
        if (ranks[p] != team.rank()) continue;
        cluster::put(own, solutions[p].rho);
        cluster::put(own, std::uint64_t{solutions[p].coefficients.size()});
        cluster::put(own, std::span<const double>(solutions[p].coefficients));
    }
    const cluster::Gathered all = team.gather(std::move(own));
    for (std::size_t rank = 0; rank < all.n_ranks(); ++rank) {
        cluster::ByteReader reader(all.of(rank));
        for (std::size_t p = 0; p < solutions.size(); ++p) {
            if (ranks[p] != rank) continue;
            solutions[p].rho = reader.take<double>();
            solutions[p].coefficients.resize(static_cast<std::size_t>(reader.take<std::uint64_t>()));
            reader.take(std::span(solutions[p].coefficients));
        }
    }
}

}  // namespace

tl::expected<Classifier, FitError> fit_one_vs_one(std::span<const float> samples, std::size_t n_features,
                                                  const ClassGroups& groups, std::span<const float> kernel,
                                                  double C, double gamma, std::size_t threads,
                                                  const std::stop_token& stop) {
    cluster::Alone alone;
    return fit_one_vs_one(samples, n_features, groups, kernel, C, gamma, threads, alone, stop);
}

tl::expected<Classifier, FitError> fit_one_vs_one(std::span<const float> samples, std::size_t n_features,
                                                  const ClassGroups& groups, std::span<const float> kernel,
                                                  double C, double gamma, std::size_t threads,
                                                  cluster::Team& team, const std::stop_token& stop) {
    const std::vector<ClassPair> pairs = class_pairs(groups.n_classes());
    std::vector<std::size_t> sizes;
    for (std::size_t c = 0; c < groups.n_classes(); ++c)
        sizes.push_back(groups.size(c));
    std::vector<double> weights = balanced_weights(sizes);
    std::vector<std::uint64_t> costs;
    costs.reserve(pairs.size());
    for (const ClassPair& pair : pairs)
        costs.push_back(pair_cost(sizes[pair.first] + sizes[pair.second]));
    const std::vector<std::size_t> ranks = cluster::divide_by_cost(costs, team.size());

    std::vector<SmoSolver> solvers(threads);
    std::vector<BinarySolution> solutions(pairs.size());
    parallel_for(pairs.size(), threads, [&](std::size_t p, std::size_t worker) {
        if (ranks[p] != team.rank()) return;
        const auto [first, second] = pairs[p];
        const RowRange positive{groups.begin[first], groups.begin[first + 1]};
        const RowRange negative{groups.begin[second], groups.begin[second + 1]};
        solutions[p] = solvers[worker].solve({.kernel = kernel,
                                              .n = groups.n_samples(),
                                              .positive = {&positive, 1},
                                              .negative = {&negative, 1},
                                              .C_positive = C * weights[first],
                                              .C_negative = C * weights[second]},
                                             stopping_tolerance, stop);
    });
    for (const BinarySolution& solution : solutions) {
        if (solution.status == BinarySolution::Status::cancelled) return tl::unexpected(FitError::cancelled);
        if (solution.status == BinarySolution::Status::too_many_steps)
            return tl::unexpected(FitError::no_convergence);
    }
    if (team.size() > 1) gather_solutions(ranks, solutions, team);
    if (!team.is_first()) return Classifier{};
    Classifier classifier = assemble(solutions, pairs, samples, n_features, groups);
    classifier.C = C;
    classifier.gamma = gamma;
    classifier.class_weight = std::move(weights);
    return classifier;
}

}  // namespace eigenfaces::svm
