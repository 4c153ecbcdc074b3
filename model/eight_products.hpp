#pragma once

#include <cstddef>

namespace eigenfaces {

/// out[v * stride + r] = rows[r] . vectors[v] for 8 vectors and `n_rows` rows, all of n values, stored one
/// after the other. Reads each row once: as fast as memory gives it, where a matrix product would copy it
/// first.
void eight_products(const double* rows, std::size_t n_rows, const double* vectors, std::size_t n, double* out,
                    std::size_t stride);

}  // namespace eigenfaces
