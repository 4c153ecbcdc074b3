#pragma once

#include <cstddef>
#include <span>

/// The loops over all samples of a problem that SMO spends its time in. F_i is y_i times the gradient of the
/// dual. All arrays are padded to a multiple of `smo_block` values.
namespace eigenfaces::svm {

inline constexpr std::size_t smo_block = 32;

/// Larger than any F; added to F it takes a sample out of a minimum (or, negative, of a maximum).
inline constexpr double excluded = 1e30;

/// F += step (row_i - row_j), then the position of the smallest F + not_up; of equal ones the first.
std::size_t update_and_find_min(double* F, const double* not_up, const float* row_i, const float* row_j,
                                double step, std::size_t padded);

struct SecondChoice {
    std::size_t index = 0;
    bool found = false;    ///< some sample lies above F_i
    double largest_F = 0;  ///< largest F among those not excluded
};

/// Among the samples with F + not_low > F_i the one with the largest (F - F_i)^2 / (2 - 2 row_i); of equal
/// ones the first. `not_low` is 0 or -excluded.
SecondChoice find_partner(const double* F, const double* not_low, const float* row_i, double F_i,
                          float* gains, std::size_t padded);

/// The sum of a_k b_k.
double dot(const float* a, const double* b, std::size_t count);

/// sums[t] += factors[0] row_0[t] + factors[1] row_1[t] + ..., where row_r begins at `rows` + r * stride.
void add_rows(const float* rows, std::size_t stride, std::span<const double> factors, std::span<double> sums);

}  // namespace eigenfaces::svm
