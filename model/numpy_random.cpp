#include "model/numpy_random.hpp"

#include <bit>
#include <limits>
#include <numeric>
#include <utility>

namespace eigenfaces {

std::uint64_t NumpyRandomState::interval(std::uint64_t max) {
    if (max == 0) return 0;
    const std::uint64_t mask = std::numeric_limits<std::uint64_t>::max() >> std::countl_zero(max);
    std::uint64_t value = 0;
    do {
        value = generator_();
        if (max > std::numeric_limits<std::uint32_t>::max()) value = value << 32 | generator_();
        value &= mask;
    } while (value > max);
    return value;
}

void NumpyRandomState::shuffle(std::span<std::size_t> values) {
    for (std::size_t i = values.size(); i-- > 1;)
        std::swap(values[i], values[static_cast<std::size_t>(interval(i))]);
}

std::vector<std::size_t> NumpyRandomState::permutation(std::size_t n) {
    std::vector<std::size_t> values(n);
    std::iota(values.begin(), values.end(), std::size_t{0});
    shuffle(values);
    return values;
}

}  // namespace eigenfaces
