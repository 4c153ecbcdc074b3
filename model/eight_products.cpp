#include "model/eight_products.hpp"

#include <array>

#include "model/cpu_dispatch.hpp"

// Compiled with -fassociative-math, so that sums vectorise (model/CMakeLists.txt).
namespace eigenfaces {

namespace {

/// Rows that stay in the second-level cache while both halves of the vectors pass over them.
constexpr std::size_t rows_in_cache = 32;

}  // namespace

EIGENFACES_CPU_VARIANTS
void eight_products(const double* rows, std::size_t n_rows, const double* vectors, std::size_t n, double* out,
                    std::size_t stride) {
    // The last row twice where their number is odd.
    const auto next = [&](std::size_t r) { return r + 1 < n_rows ? r + 1 : r; };
    for (std::size_t first = 0; first < n_rows; first += rows_in_cache) {
        const std::size_t end = first + rows_in_cache < n_rows ? first + rows_in_cache : n_rows;
        // Two rows and four vectors at a time: their eight sums stay in registers, the vectors in the
        // first-level cache.
        for (std::size_t v = 0; v < 8; v += 4) {
            const double* a = vectors + v * n;
            const double* b = a + n;
            const double* c = b + n;
            const double* d = c + n;
            for (std::size_t r = first; r < end; r += 2) {
                const double* x = rows + r * n;
                const double* y = rows + next(r) * n;
                std::array<double, 4> of_x{};
                std::array<double, 4> of_y{};
                for (std::size_t i = 0; i < n; ++i) {
                    of_x[0] += x[i] * a[i];
                    of_x[1] += x[i] * b[i];
                    of_x[2] += x[i] * c[i];
                    of_x[3] += x[i] * d[i];
                    of_y[0] += y[i] * a[i];
                    of_y[1] += y[i] * b[i];
                    of_y[2] += y[i] * c[i];
                    of_y[3] += y[i] * d[i];
                }
                for (std::size_t k = 0; k < 4; ++k) {
                    out[(v + k) * stride + r] = of_x[k];
                    out[(v + k) * stride + next(r)] = of_y[k];
                }
            }
        }
    }
}

}  // namespace eigenfaces
