#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace eigenfaces {

/// Positions of the samples that train and of those that test.
struct Split {
    std::vector<std::size_t> train;
    std::vector<std::size_t> test;
};

/// scikit-learn's train_test_split(..., test_size=test_size, random_state=random_state), not stratified.
/// `test_size` is above 0 and below 1; n_test is rounded up. Throws std::invalid_argument if one side would
/// be empty.
Split train_test_split(std::size_t n_samples, double test_size, std::uint32_t random_state);

}  // namespace eigenfaces
