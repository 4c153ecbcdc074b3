#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

namespace eigenfaces {

/// The part of NumPy's `numpy.random.RandomState` that scikit-learn shuffles with: the same seed gives the
/// same numbers. Source: numpy/random/mtrand.pyx and src/distributions/distributions.c (random_interval).
class NumpyRandomState {
  public:
    explicit NumpyRandomState(std::uint32_t seed) : generator_(seed) {}

    /// A number from 0 to `max`, both included: masked random bits, drawn again while they are above `max`.
    std::uint64_t interval(std::uint64_t max);

    /// RandomState.shuffle of a one-dimensional array.
    void shuffle(std::span<std::size_t> values);

    /// RandomState.permutation(n): 0 to n - 1, shuffled.
    std::vector<std::size_t> permutation(std::size_t n);

  private:
    std::mt19937 generator_;
};

}  // namespace eigenfaces
