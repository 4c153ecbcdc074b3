#include "model/svm/pairwise_coupling.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace eigenfaces::svm {
namespace {

constexpr double closest_to_certain = 1e-7;

/// Solves A x = 1 for a symmetric positive definite A (n x n, its lower triangle; destroyed) by Cholesky's
/// factors.
std::vector<double> solve_for_ones(std::vector<double>& a, std::size_t n) {
    std::vector<double> x(n, 1.0);
    for (std::size_t row = 0; row < n; ++row) {
        double* lower = a.data() + row * n;
        for (std::size_t column = 0; column <= row; ++column) {
            const double* other = a.data() + column * n;
            const double rest = lower[column] - std::inner_product(lower, lower + column, other, 0.0);
            lower[column] = row == column ? std::sqrt(rest) : rest / other[column];
        }
        x[row] = (x[row] - std::inner_product(lower, lower + row, x.data(), 0.0)) / lower[row];
    }
    for (std::size_t row = n; row-- > 0;) {
        x[row] /= a[row * n + row];
        for (std::size_t above = 0; above < row; ++above)
            x[above] -= a[row * n + above] * x[row];
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
            matrix[j * n + i] -= r * (1 - r);
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
