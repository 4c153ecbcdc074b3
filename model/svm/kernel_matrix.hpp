#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace eigenfaces::svm {

/// A symmetric matrix of the squared distances |a - b|^2 between the rows of `samples`, n x n, exactly 0 on
/// the diagonal. `samples` is n x n_features. The result does not depend on `threads`.
std::vector<float> squared_distances(std::span<const float> samples, std::size_t n_features,
                                     std::size_t threads);

/// kernel[i] = exp(-gamma distances[i]) rounded to float once, as libsvm stores it: where gamma is small all
/// values are close to 1, and an error of the last place there moves the solution by as much as the
/// optimiser's tolerance. Exactly 1 where the distance is 0; values below 1e-38 come out as about 1e-38.
void rbf(std::span<const float> distances, double gamma, std::span<float> kernel, std::size_t threads = 1);

}  // namespace eigenfaces::svm
