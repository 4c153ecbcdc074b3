#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace eigenfaces {

/// Eigenvalues in falling order, and their unit eigenvectors as rows of n values.
struct Eigenpairs {
    std::vector<double> values;
    std::vector<double> vectors;
};

/// The `count` largest eigenpairs of a symmetric, positive semidefinite n x n matrix (both triangles given),
/// by block Lanczos with full reorthogonalisation from a fixed start (Golub & Van Loan, Matrix
/// Computations, 10.3.6). For the falling spectra of pictures it needs a few products with the matrix where
/// the dense algorithm reduces all of it to tridiagonal form, mostly at the speed of memory.
///
/// Each pair's residual |A v - l v| is below 1e-6 l; the eigenvalues are far closer than that, their error
/// falls with its square. The result does not depend on `threads`.
///
/// Nothing where this is not the right method, and a dense one has to take over: the space does not grow
/// (there are few independent directions), it would need more than two thirds of n directions, or a probe of
/// the rest finds a larger eigenvalue than the last of those found (one that occurs more often than a block
/// has vectors). Also nothing when `stop` was requested.
std::optional<Eigenpairs> largest_eigenpairs_by_lanczos(std::span<const double> matrix, std::size_t n,
                                                        std::size_t count, std::size_t threads,
                                                        const std::stop_token& stop = {});

}  // namespace eigenfaces
