#pragma once

#include <span>

namespace eigenfaces {

/// No value is NaN or infinite.
bool all_finite(std::span<const float> values);
bool all_finite(std::span<const double> values);

}  // namespace eigenfaces
