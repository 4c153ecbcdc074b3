#include "model/svm/kernel_matrix.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>

#include "model/blas.hpp"
#include "model/cpu_dispatch.hpp"
#include "model/parallel_for.hpp"

namespace eigenfaces::svm {
namespace {

constexpr std::size_t block = 192;

/// exp(x) for x <= 0, to 1e-11: x = n ln 2 + r with |r| <= ln 2 / 2, exp(r) by its Taylor series.
inline double exp_negative(double x) {
    x = std::max(x, -87.0);
    constexpr double round_to_integer = 6755399441055744.0;  // 1.5 * 2^52
    const double shifted = x * 1.4426950408889634 + round_to_integer;
    const double n = shifted - round_to_integer;
    const double r = x - n * 0.6931471805599453;
    double p = 1.0 / 362880;
    p = p * r + 1.0 / 40320;
    p = p * r + 1.0 / 5040;
    p = p * r + 1.0 / 720;
    p = p * r + 1.0 / 120;
    p = p * r + 1.0 / 24;
    p = p * r + 1.0 / 6;
    p = p * r + 0.5;
    p = p * r + 1.0;
    p = p * r + 1.0;
    // The low bits of `shifted` are n as an integer.
    const std::uint64_t power = (std::bit_cast<std::uint64_t>(shifted) + 1023U) << 52;
    return p * std::bit_cast<double>(power);
}

EIGENFACES_CPU_VARIANTS
void rbf_values(const float* distances, double gamma, float* kernel, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        kernel[i] = static_cast<float>(exp_negative(-gamma * static_cast<double>(distances[i])));
    }
}

}  // namespace

std::vector<float> squared_distances(std::span<const float> samples, std::size_t n_features,
                                     std::size_t threads) {
    const std::size_t n = samples.size() / n_features;
    const std::vector<double> x(samples.begin(), samples.end());
    std::vector<double> squares(n, 0.0);
    for (std::size_t row = 0; row < n; ++row) {
        for (std::size_t i = 0; i < n_features; ++i)
            squares[row] += x[row * n_features + i] * x[row * n_features + i];
    }
    std::vector<float> distances(n * n);
    const std::size_t blocks = (n + block - 1) / block;
    std::vector<std::vector<double>> products(threads, std::vector<double>(block * block));
    parallel_for(blocks * blocks, threads, [&](std::size_t index, std::size_t worker) {
        const std::size_t top = index / blocks * block;
        const std::size_t left = index % blocks * block;
        if (left > top) return;
        const std::size_t bottom = std::min(top + block, n);
        const std::size_t right = std::min(left + block, n);
        std::vector<double>& product = products[worker];
        blas::multiply(blas::Transpose::no, blas::Transpose::yes, bottom - top, right - left, n_features,
                       {x.data() + top * n_features, n_features}, {x.data() + left * n_features, n_features},
                       {product.data(), block});
        for (std::size_t i = top; i < bottom; ++i) {
            for (std::size_t j = left; j < std::min(right, i); ++j) {
                const double distance = squares[i] + squares[j] - 2 * product[(i - top) * block + (j - left)];
                distances[i * n + j] = distances[j * n + i] = static_cast<float>(std::max(distance, 0.0));
            }
        }
    });
    return distances;
}

void rbf(std::span<const float> distances, double gamma, std::span<float> kernel, std::size_t threads) {
    constexpr std::size_t part = 1 << 16;
    parallel_for((kernel.size() + part - 1) / part, threads, [&](std::size_t index, std::size_t) {
        const std::size_t begin = index * part;
        rbf_values(distances.data() + begin, gamma, kernel.data() + begin,
                   std::min(part, kernel.size() - begin));
    });
}

}  // namespace eigenfaces::svm
