#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace random_samples {

/// `count` numbers from 0 to 1: outputs of std::mt19937(seed) divided by 2^32.
std::vector<float> uniform(std::uint32_t seed, std::size_t count);

struct Labelled {
    std::size_t n_features = 0;
    std::vector<float> samples;
    std::vector<std::uint32_t> labels;
};

/// Classes around random centres, `spread` apart from them on each axis, with unequal numbers of samples (the
/// first class has the most), shuffled. A large spread makes them overlap.
Labelled clusters(std::uint32_t seed, std::size_t n_classes, std::size_t n_samples, std::size_t n_features,
                  float spread);

}  // namespace random_samples
