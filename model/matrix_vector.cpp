#include "model/matrix_vector.hpp"

#include <array>
#include <cstddef>
#include <cstring>

namespace eigenfaces {

namespace {

/// Sums beside each other: a register of every x86-64 and 64-bit ARM. Wider ones bring nothing, since the
/// matrix comes from the second-level cache.
constexpr std::size_t lanes = 4;
using Lanes = float __attribute__((vector_size(lanes * sizeof(float))));

/// Rows at a time: their sums don't wait for each other, and what the cache has not yet sent of one is on its
/// way while the others are worked on.
constexpr std::size_t rows_at_once = 8;

}  // namespace

void multiply(std::span<const float> matrix, std::span<const float> x, std::span<float> y) {
    const std::size_t n = x.size();
    const std::size_t in_lanes = n - n % lanes;
    for (std::size_t first = 0; first < y.size(); first += rows_at_once) {
        std::array<const float*, rows_at_once> row;
        for (std::size_t r = 0; r < rows_at_once; ++r) {
            // The last row again where there are no more.
            const std::size_t number = first + r < y.size() ? first + r : y.size() - 1;
            row[r] = matrix.data() + number * n;
        }
        std::array<Lanes, rows_at_once> sums{};
        for (std::size_t i = 0; i < in_lanes; i += lanes) {
            Lanes of_x;
            std::memcpy(&of_x, x.data() + i, sizeof of_x);
            for (std::size_t r = 0; r < rows_at_once; ++r) {
                Lanes of_row;
                std::memcpy(&of_row, row[r] + i, sizeof of_row);
                sums[r] += of_row * of_x;
            }
        }
        for (std::size_t r = 0; r < rows_at_once && first + r < y.size(); ++r) {
            std::array<float, lanes> parts;
            std::memcpy(parts.data(), &sums[r], sizeof parts);
            for (std::size_t i = in_lanes; i < n; ++i)
                parts[i - in_lanes] += row[r][i] * x[i];
            for (std::size_t half = lanes / 2; half > 0; half /= 2) {
                for (std::size_t i = 0; i < half; ++i)
                    parts[i] += parts[i + half];
            }
            y[first + r] = parts[0];
        }
    }
}

}  // namespace eigenfaces
