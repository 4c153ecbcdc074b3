#include "model/svm/smo_loops.hpp"

#include <algorithm>
#include <limits>

#include "model/cpu_dispatch.hpp"

// Compiled with -ffinite-math-only and -fno-signed-zeros, so that minima, and with -fassociative-math, so
// that sums vectorise (model/CMakeLists.txt). All inputs are finite.
namespace eigenfaces::svm {

EIGENFACES_CPU_VARIANTS
std::size_t update_and_find_min(double* F, const double* not_up, const float* row_i, const float* row_j,
                                double step, std::size_t padded) {
    double best = std::numeric_limits<double>::max();
    std::size_t best_block = 0;
    for (std::size_t start = 0; start < padded; start += smo_block) {
        double low = std::numeric_limits<double>::max();
        for (std::size_t k = start; k < start + smo_block; ++k) {
            F[k] += step * static_cast<double>(row_i[k] - row_j[k]);
            const double value = F[k] + not_up[k];
            low = value < low ? value : low;
        }
        if (low < best) {
            best = low;
            best_block = start;
        }
    }
    std::size_t index = best_block;
    while (index + 1 < best_block + smo_block && F[index] + not_up[index] != best)
        ++index;
    return index;
}

EIGENFACES_CPU_VARIANTS
SecondChoice find_partner(const double* F, const double* not_low, const float* row_i, double F_i,
                          float* gains, std::size_t padded) {
    constexpr float tau = 1e-12F;  // libsvm's floor of the curvature
    float best = 0;
    double largest = -excluded;
    std::size_t best_block = 0;
    for (std::size_t start = 0; start < padded; start += smo_block) {
        float high = 0;
        double high_F = -excluded;
        for (std::size_t k = start; k < start + smo_block; ++k) {
            const double value = F[k] + not_low[k];
            high_F = value > high_F ? value : high_F;
            const float difference = static_cast<float>(value - F_i);
            const float positive = difference > 0 ? difference : 0;
            const float curvature = 2.0F - 2.0F * row_i[k];
            const float gain = positive * positive / (curvature > tau ? curvature : tau);
            gains[k] = gain;
            high = gain > high ? gain : high;
        }
        largest = high_F > largest ? high_F : largest;
        if (high > best) {
            best = high;
            best_block = start;
        }
    }
    if (best <= 0) return {.index = 0, .found = false, .largest_F = largest};
    std::size_t index = best_block;
    while (index + 1 < best_block + smo_block && gains[index] != best)
        ++index;
    return {.index = index, .found = true, .largest_F = largest};
}

EIGENFACES_CPU_VARIANTS
double dot(const float* a, const double* b, std::size_t count) {
    double sum = 0;
    for (std::size_t k = 0; k < count; ++k)
        sum += static_cast<double>(a[k]) * b[k];
    return sum;
}

namespace {

/// Four rows at a time: one pass over the sums instead of four.
EIGENFACES_CPU_VARIANTS
void add_four_rows(const float* rows, std::size_t stride, const double* factors, double* sums,
                   std::size_t count) {
    const float* a = rows;
    const float* b = a + stride;
    const float* c = b + stride;
    const float* d = c + stride;
    for (std::size_t t = 0; t < count; ++t) {
        sums[t] += factors[0] * static_cast<double>(a[t]) + factors[1] * static_cast<double>(b[t]) +
                   factors[2] * static_cast<double>(c[t]) + factors[3] * static_cast<double>(d[t]);
    }
}

EIGENFACES_CPU_VARIANTS
void add_row(const float* row, double factor, double* sums, std::size_t count) {
    for (std::size_t t = 0; t < count; ++t)
        sums[t] += factor * static_cast<double>(row[t]);
}

}  // namespace

void add_rows(const float* rows, std::size_t stride, std::span<const double> factors,
              std::span<double> sums) {
    std::size_t row = 0;
    for (; row + 4 <= factors.size(); row += 4)
        add_four_rows(rows + row * stride, stride, factors.data() + row, sums.data(), sums.size());
    for (; row < factors.size(); ++row)
        add_row(rows + row * stride, factors[row], sums.data(), sums.size());
}

}  // namespace eigenfaces::svm
