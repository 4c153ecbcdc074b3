#include "model/svm/pairwise_coupling.hpp"

#include <algorithm>
#include <numeric>

namespace eigenfaces::svm {
namespace {

constexpr double closest_to_certain = 1e-7;

/// Solves A x = 1 for a symmetric positive definite A (n x n, its upper triangle; destroyed) by elimination,
/// row by row: additions along a row are independent, so the compiler does several at a time.
std::vector<double> solve_for_ones(std::vector<double>& a, std::size_t n) {
    std::vector<double> x(n, 1.0);
    for (std::size_t pivot = 0; pivot < n; ++pivot) {
        const double* pivot_row = a.data() + pivot * n;
        for (std::size_t row = pivot + 1; row < n; ++row) {
            const double factor = pivot_row[row] / pivot_row[pivot];
            double* values = a.data() + row * n;
            for (std::size_t column = row; column < n; ++column)
                values[column] -= factor * pivot_row[column];
            x[row] -= factor * x[pivot];
        }
    }
    for (std::size_t row = n; row-- > 0;) {
        for (std::size_t column = row + 1; column < n; ++column)
            x[row] -= a[row * n + column] * x[column];
        x[row] /= a[row * n + row];
    }
    return x;
}

}  // namespace

std::vector<double> couple_probabilities(std::span<const double> pairwise, std::size_t n_classes) {
    // The sum of squares is p'Qp. Its minimum under sum p = 1 solves Q p = b 1; (Q + 11') p = b' 1 has the
    // same direction, and is positive definite also where all pairs agree and Q p = 0.
    const std::size_t n = n_classes;
    std::vector<double> matrix(n * n, 1.0);
    std::size_t pair = 0;
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = i + 1; j < n; ++j, ++pair) {
            const double r = std::clamp(pairwise[pair], closest_to_certain, 1 - closest_to_certain);
            matrix[i * n + i] += (1 - r) * (1 - r);
            matrix[j * n + j] += r * r;
            matrix[i * n + j] -= r * (1 - r);
        }
    }
    std::vector<double> p = solve_for_ones(matrix, n);
    // Positive but for rounding.
    for (double& value : p)
        value = std::max(value, 0.0);
    const double sum = std::accumulate(p.begin(), p.end(), 0.0);
    for (double& value : p)
        value /= sum;
    return p;
}

}  // namespace eigenfaces::svm
