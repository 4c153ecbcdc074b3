#pragma once

#include <cstddef>
#include <span>
#include <stop_token>
#include <vector>

#include <tl/expected.hpp>

#include "model/cluster/team.hpp"

namespace eigenfaces {

/// A whitened principal component analysis.
struct Pca {
    std::vector<float> mean;        ///< n_features
    std::vector<float> components;  ///< n_components rows of n_features values: unit vectors, orthogonal
    std::vector<double> explained_variance;  ///< n_components, falling; with n_samples - 1 as the divisor

    std::size_t n_features() const { return mean.size(); }
    std::size_t n_components() const { return explained_variance.size(); }
};

struct PcaFit {
    Pca pca;
    /// The whitened samples, n_samples rows of n_components values: mean 0, variance 1.
    std::vector<float> whitened;
};

enum class PcaError {
    no_variance,  ///< all samples are equal
    cancelled,
};

/// Fits as scikit-learn's PCA(n_components, svd_solver="full", whiten=True), signs included: of each column
/// of the whitened samples the value of the largest magnitude is positive.
///
/// `samples` is n x d, n >= 2, all finite; d = n_features. At most `max_components` components, fewer where n
/// or d is smaller, or where a direction has no variance beyond rounding (scikit-learn divides by the
/// rounding error there).
///
/// Method: the eigenvectors of the smaller of the Gram matrix X X' (n x n) and the scatter matrix X' X (d x
/// d) of the centred samples, in double precision (Turk & Pentland, Eigenfaces for Recognition, 1991); by
/// block Lanczos where few of many are wanted, else by LAPACK's dsyevr. The result does not depend on
/// `threads`. Cancelling takes effect before and after the eigenvalue problem.
tl::expected<PcaFit, PcaError> fit_whitened_pca(std::span<const float> samples, std::size_t n_features,
                                                std::size_t max_components, std::size_t threads,
                                                std::stop_token stop = {});

/// The same by a team, each rank of which has all samples. Ranks other than the first get no components.
///
/// Tiles of the mean, of the Gram or scatter matrix, and of the components or coordinates are divided; the
/// eigenvalue problem is the first rank's.
tl::expected<PcaFit, PcaError> fit_whitened_pca(std::span<const float> samples, std::size_t n_features,
                                                std::size_t max_components, std::size_t threads,
                                                cluster::Team& team, std::stop_token stop = {});

/// The variance of samples, summed over the features; in the first rank, 0 elsewhere.
double total_variance(std::span<const float> samples, std::size_t n_features, std::size_t threads,
                      cluster::Team& team);

/// The coordinates of samples (n x n_features) on the whitened components: n x n_components.
/// `inverse_deviation`: 1 / sqrt(explained variance) of each component.
void project(std::span<const float> samples, std::span<const float> mean, std::span<const float> components,
             std::span<const float> inverse_deviation, std::span<float> coordinates);

/// 1 / sqrt(v) of each value.
std::vector<float> inverse_deviations(std::span<const double> explained_variance);

}  // namespace eigenfaces
