#pragma once

#include <span>

namespace eigenfaces {

/// y = A x, where `matrix` is A, row after row, of x.size() columns and y.size() rows.
///
/// Each sum is made in an order of its own, which is the same for every processor and every instruction set,
/// to the last bit. (OpenBLAS has an order for each processor, and may take kernels of 2004 for one that is
/// newer than itself.)
void multiply(std::span<const float> matrix, std::span<const float> x, std::span<float> y);

}  // namespace eigenfaces
