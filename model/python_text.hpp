#pragma once

#include <string>

#include "model/evaluation.hpp"

/// Numbers and matrices as Python and NumPy print them.
namespace eigenfaces {

/// Python's repr(float) of a finite value: the shortest digits that read back as the same value, "1000.0",
/// "1e-05".
std::string python_repr(double value);

/// NumPy's str() of a two-dimensional integer array with its default print options: right-aligned, lines of
/// at most 75 characters, and above 1,000 elements only the first and last 3 rows and columns.
std::string numpy_str(const ConfusionMatrix& matrix);

}  // namespace eigenfaces
