#include "model/training_memory.hpp"

#include <algorithm>
#include <cmath>

#include "model/features.hpp"

namespace eigenfaces {

namespace {

constexpr double d = face_features;

/// Features as they are loaded: sums of the channels, and what becomes of them.
double loading(double n_samples) {
    return n_samples * d * (sizeof(std::uint16_t) + sizeof(float));
}

/// The pictures of a training set, centred, and the scatter matrix with a copy to find eigenvectors in.
double pca(double n_train, double n_components) {
    const double side = std::min(n_train, d);
    return n_train * d * (sizeof(float) + sizeof(double)) + 2 * side * side * sizeof(double) +
           n_components * (d + 2 * n_train) * sizeof(double);
}

}  // namespace

std::uint64_t training_memory(std::size_t n_samples, std::size_t n_people,
                              const TrainingParameters& parameters) {
    const auto all = static_cast<double>(n_samples);
    const double n = std::max(1.0, all - std::ceil(parameters.test_size * all));
    const auto people = static_cast<double>(n_people);
    const double pairs = people * (people - 1) / 2;
    const double k =
        std::min(static_cast<double>(parameters.n_components.value_or(default_n_components)), std::min(n, d));
    const bool relearns = n < static_cast<double>(few_samples_per_component) * k;

    const double features = all * d * sizeof(float);
    const double coordinates = 2 * n * k * sizeof(float);
    // Distances, a kernel, and its columns by fold; once more where folds learn components of their own.
    const double matrices = (relearns ? 5 : 3) * n * n * sizeof(float);
    const auto n_C = static_cast<double>(parameters.grid.C.size());
    // How each pair votes in each fold, for one gamma: pieces of which little comes back to the system, with
    // a bit for each sample and C.
    const double votes = pairs * (n_C * n / 8 + 160 * static_cast<double>(parameters.n_folds));
    const double counts = n_C * people * n * sizeof(std::int32_t);
    const double decisions = (relearns ? 2 : 1) * pairs * n * sizeof(float);
    // The classifier, as its file, and as that reads back.
    const double model =
        3 * (n * (people - 1) * sizeof(double) + n * k * sizeof(float) + k * d * sizeof(float));
    const double search = coordinates + matrices + votes + std::max(counts, decisions) + model +
                          (relearns ? n * d * sizeof(float) + pca(n, k) : 0);
    const double most = std::max({loading(all), features + pca(n, k), features + search});
    // What the allocator loses between pieces, and the pieces that are small.
    return static_cast<std::uint64_t>(most * 1.1) + (8UL << 20U);
}

}  // namespace eigenfaces
