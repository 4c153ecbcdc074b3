#include "model/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "model/parallel_for.hpp"
#include "model/svm/pairwise_coupling.hpp"

namespace eigenfaces {
namespace {

/// Samples that are looked at together: a cache line of decisions.
constexpr std::size_t block = 16;

std::size_t class_of(const svm::ClassGroups& groups, std::size_t sample) {
    const auto next = std::upper_bound(groups.begin.begin(), groups.begin.end(), sample);
    return static_cast<std::size_t>(next - groups.begin.begin()) - 1;
}

/// The probabilities of all pairs on a sample, by other folds; NaN where a pair was not trained.
class PairwiseProbabilities {
  public:
    PairwiseProbabilities(std::size_t n_classes, std::span<const double> pairwise)
        : n_classes_(n_classes), pairwise_(pairwise) {}

    /// The probability of the most probable of the trained classes without `left_out`; nothing where fewer
    /// than two remain.
    std::optional<double> largest_without(std::size_t left_out) const {
        std::vector<std::size_t> classes;
        for (std::size_t c = 0; c < n_classes_; ++c) {
            if (c != left_out && is_trained(c)) classes.push_back(c);
        }
        if (classes.size() < 2) return std::nullopt;
        std::vector<double> among;
        among.reserve(classes.size() * (classes.size() - 1) / 2);
        for (std::size_t i = 0; i < classes.size(); ++i) {
            for (std::size_t j = i + 1; j < classes.size(); ++j)
                among.push_back(at(classes[i], classes[j]));
        }
        const std::vector<double> probabilities = svm::couple_probabilities(among, classes.size());
        return *std::max_element(probabilities.begin(), probabilities.end());
    }

  private:
    /// i < j
    double at(std::size_t i, std::size_t j) const {
        return pairwise_[i * (2 * n_classes_ - i - 1) / 2 + j - i - 1];
    }
    bool is_trained(std::size_t c) const {
        for (std::size_t other = 0; other < n_classes_; ++other) {
            if (other != c && !std::isnan(at(std::min(c, other), std::max(c, other)))) return true;
        }
        return false;
    }

    std::size_t n_classes_;
    std::span<const double> pairwise_;
};

std::vector<svm::Sigmoid> fit_sigmoids(const CrossValidationSetup& setup,
                                       const CrossValidatedDecisions& decisions, std::size_t threads) {
    const svm::ClassGroups& groups = setup.groups;
    const std::vector<svm::ClassPair> pairs = svm::class_pairs(groups.n_classes());
    std::vector<svm::Sigmoid> sigmoids(pairs.size());
    parallel_for(pairs.size(), threads, [&](std::size_t p, std::size_t) {
        std::vector<double> values;
        std::vector<std::uint8_t> is_first;
        for (const std::size_t c : {pairs[p].first, pairs[p].second}) {
            for (std::size_t sample = groups.begin[c]; sample < groups.begin[c + 1]; ++sample) {
                const float value = decisions.of_pair(p)[sample];
                if (std::isnan(value)) continue;
                values.push_back(static_cast<double>(value));
                is_first.push_back(c == pairs[p].first ? 1 : 0);
            }
        }
        sigmoids[p] = svm::fit_sigmoid(values, is_first);
    });
    return sigmoids;
}

std::optional<UnknownThreshold> equal_error_threshold(std::vector<double> known,
                                                      std::vector<double> strangers) {
    if (known.empty() || strangers.empty()) return std::nullopt;
    std::sort(known.begin(), known.end());
    std::sort(strangers.begin(), strangers.end());
    const auto part_below = [](const std::vector<double>& sorted, double limit) {
        const auto end = std::lower_bound(sorted.begin(), sorted.end(), limit);
        return static_cast<double>(end - sorted.begin()) / static_cast<double>(sorted.size());
    };
    UnknownThreshold threshold;
    for (const double limit : known) {
        threshold = {limit, part_below(known, limit), 1 - part_below(strangers, limit)};
        if (threshold.known_rejected >= threshold.strangers_accepted) break;
    }
    return threshold;
}

}  // namespace

std::vector<double> class_probabilities(std::span<const double> decisions,
                                        std::span<const svm::Sigmoid> sigmoids, std::size_t n_classes) {
    std::vector<double> pairwise(decisions.size());
    std::transform(decisions.begin(), decisions.end(), sigmoids.begin(), pairwise.begin(),
                   [](double decision, const svm::Sigmoid& sigmoid) { return sigmoid(decision); });
    return svm::couple_probabilities(pairwise, n_classes);
}

Calibration calibrate(const CrossValidationSetup& setup, const CrossValidatedDecisions& decisions,
                      std::size_t threads) {
    Calibration calibration{.sigmoids = fit_sigmoids(setup, decisions, threads), .threshold = std::nullopt};
    const std::size_t n_classes = setup.groups.n_classes();
    if (n_classes < 3) return calibration;
    if (std::none_of(calibration.sigmoids.begin(), calibration.sigmoids.end(),
                     [](const svm::Sigmoid& sigmoid) { return sigmoid.a < 0; }))
        return calibration;
    const std::size_t n_pairs = calibration.sigmoids.size();
    const std::size_t n = setup.groups.n_samples();
    std::vector<std::optional<double>> as_known(n);
    std::vector<std::optional<double>> as_stranger(n);
    parallel_for((n + block - 1) / block, threads, [&](std::size_t index, std::size_t) {
        const std::size_t begin = index * block;
        const std::size_t count = std::min(block, n - begin);
        std::vector<double> pairwise(count * n_pairs);
        for (std::size_t p = 0; p < n_pairs; ++p) {
            const auto values = decisions.of_pair(p).subspan(begin, count);
            for (std::size_t i = 0; i < count; ++i)
                pairwise[i * n_pairs + p] = calibration.sigmoids[p](static_cast<double>(values[i]));
        }
        for (std::size_t i = 0; i < count; ++i) {
            const PairwiseProbabilities said(n_classes, std::span(pairwise).subspan(i * n_pairs, n_pairs));
            const std::size_t own = class_of(setup.groups, begin + i);
            as_stranger[begin + i] = said.largest_without(own);
            as_known[begin + i] = said.largest_without((own + 1) % n_classes);
        }
    });
    const auto given = [](const std::vector<std::optional<double>>& all) {
        std::vector<double> values;
        for (const auto& value : all) {
            if (value) values.push_back(*value);
        }
        return values;
    };
    calibration.threshold = equal_error_threshold(given(as_known), given(as_stranger));
    return calibration;
}

}  // namespace eigenfaces
