#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace eigenfaces {

/// Wall-clock seconds that each step of a training took.
struct StageSeconds {
    double load = 0;
    double split = 0;
    double pca = 0;
    double project = 0;
    double grid_search = 0;
    double evaluate = 0;

    bool operator==(const StageSeconds&) const = default;
    double total() const { return load + split + pca + project + grid_search + evaluate; }
};

/// What a training was and how well it did: enough to write its report again. Kept in the model file.
struct TrainingSummary {
    std::uint64_t n_samples = 0;
    std::uint64_t n_features = 0;
    std::uint64_t n_train = 0;
    std::uint64_t n_components = 0;
    double best_C = 0;
    double best_gamma = 0;
    double best_score = 0;                ///< mean cross-validated accuracy of the best grid point
    std::vector<std::string> names = {};  ///< the people, by class index
    std::vector<std::uint32_t> y_test = {};
    std::vector<std::uint32_t> y_pred = {};
    /// That each held-out picture shows whom y_pred names; none where that is not known.
    std::vector<double> test_probability = {};
    /// Absent in models that are to be the same, byte for byte, every time they are trained.
    std::optional<StageSeconds> seconds = {};

    /// Part of the held-out pictures that were named right, 0 to 1.
    double test_accuracy() const;

    bool operator==(const TrainingSummary&) const = default;
};

}  // namespace eigenfaces
