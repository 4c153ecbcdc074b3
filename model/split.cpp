#include "model/split.hpp"

#include <cmath>
#include <stdexcept>
#include <string>

#include "model/numpy_random.hpp"

namespace eigenfaces {

Split train_test_split(std::size_t n_samples, double test_size, std::uint32_t random_state) {
    if (!(test_size > 0 && test_size < 1))
        throw std::invalid_argument("test_size must be above 0 and below 1");
    const std::size_t n_test =
        static_cast<std::size_t>(std::ceil(test_size * static_cast<double>(n_samples)));
    if (n_test == 0 || n_test >= n_samples) {
        throw std::invalid_argument("a split of " + std::to_string(n_samples) +
                                    " samples leaves one side empty");
    }
    const std::vector<std::size_t> order = NumpyRandomState(random_state).permutation(n_samples);
    const auto middle = order.begin() + static_cast<std::ptrdiff_t>(n_test);
    return {.train = {middle, order.end()}, .test = {order.begin(), middle}};
}

}  // namespace eigenfaces
