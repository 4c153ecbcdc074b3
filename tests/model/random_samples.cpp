#include "tests/model/random_samples.hpp"

#include <random>

namespace random_samples {

std::vector<float> uniform(std::uint32_t seed, std::size_t count) {
    std::mt19937 generator(seed);
    std::vector<float> values;
    for (std::size_t i = 0; i < count; ++i)
        values.push_back(static_cast<float>(static_cast<double>(generator()) / 4294967296.0));
    return values;
}

Labelled clusters(std::uint32_t seed, std::size_t n_classes, std::size_t n_samples, std::size_t n_features,
                  float spread) {
    const std::vector<float> centers = uniform(seed, n_classes * n_features);
    const std::vector<float> noise = uniform(seed + 1, n_samples * n_features);
    const std::vector<float> choice = uniform(seed + 2, n_samples);
    Labelled data{n_features, {}, {}};
    for (std::size_t i = 0; i < n_samples; ++i) {
        // The first samples make sure that no class is empty; squaring favours the first classes.
        const std::size_t c =
            i < 2 * n_classes
                ? i % n_classes
                : static_cast<std::size_t>(choice[i] * choice[i] * static_cast<float>(n_classes));
        data.labels.push_back(static_cast<std::uint32_t>(c));
        for (std::size_t f = 0; f < n_features; ++f) {
            data.samples.push_back(centers[c * n_features + f] +
                                   spread * (2 * noise[i * n_features + f] - 1));
        }
    }
    return data;
}

}  // namespace random_samples
