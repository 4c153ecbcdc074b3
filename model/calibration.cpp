#include "model/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "model/parallel_for.hpp"
#include "model/svm/pairwise_coupling.hpp"

namespace eigenfaces {
namespace {

/// What the pairs of other folds say of a sample.
class Witnesses {
  public:
    Witnesses(const CrossValidationSetup& setup, const CrossValidatedDecisions& decisions,
              std::span<const svm::Sigmoid> sigmoids)
        : groups_(setup.groups),
          pairs_(svm::class_pairs(groups_.n_classes())),
          decisions_(decisions),
          sigmoids_(sigmoids) {}

    /// The probability of the most probable of the classes that were trained in the sample's fold and are not
    /// `left_out`; nothing where fewer than two remain.
    std::optional<double> largest_probability(std::size_t sample, std::size_t left_out) const {
        const std::span<const float> row = decisions_.row(sample);
        std::vector<std::uint8_t> trained(groups_.n_classes(), 0);
        for (std::size_t p = 0; p < pairs_.size(); ++p) {
            if (!std::isnan(row[p])) trained[pairs_[p].first] = trained[pairs_[p].second] = 1;
        }
        trained[left_out] = 0;
        const auto n = static_cast<std::size_t>(std::count(trained.begin(), trained.end(), 1));
        if (n < 2) return std::nullopt;
        std::vector<double> pairwise;
        for (std::size_t p = 0; p < pairs_.size(); ++p) {
            if (trained[pairs_[p].first] != 0 && trained[pairs_[p].second] != 0)
                pairwise.push_back(sigmoids_[p](static_cast<double>(row[p])));
        }
        const std::vector<double> probabilities = svm::couple_probabilities(pairwise, n);
        return *std::max_element(probabilities.begin(), probabilities.end());
    }

    std::size_t class_of(std::size_t sample) const {
        const auto next = std::upper_bound(groups_.begin.begin(), groups_.begin.end(), sample);
        return static_cast<std::size_t>(next - groups_.begin.begin()) - 1;
    }

  private:
    const svm::ClassGroups& groups_;
    std::vector<svm::ClassPair> pairs_;
    const CrossValidatedDecisions& decisions_;
    std::span<const svm::Sigmoid> sigmoids_;
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
                const float value = decisions.row(sample)[p];
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
    const Witnesses witnesses(setup, decisions, calibration.sigmoids);
    const std::size_t n = setup.groups.n_samples();
    std::vector<std::optional<double>> as_known(n);
    std::vector<std::optional<double>> as_stranger(n);
    parallel_for(n, threads, [&](std::size_t sample, std::size_t) {
        const std::size_t own = witnesses.class_of(sample);
        as_stranger[sample] = witnesses.largest_probability(sample, own);
        as_known[sample] = witnesses.largest_probability(sample, (own + 1) % n_classes);
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
