#include "model/pca.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "model/blas.hpp"
#include "model/block_lanczos.hpp"
#include "model/parallel_for.hpp"

namespace eigenfaces {
namespace {

using blas::Transpose;

/// Rows or columns of a block of a product; fixed, so that sums are the same on any number of threads.
constexpr std::size_t block = 192;

std::size_t block_count(std::size_t size) {
    return (size + block - 1) / block;
}
std::size_t block_size(std::size_t index, std::size_t size) {
    return std::min(block, size - index * block);
}

std::vector<double> mean_of(std::span<const float> samples, std::size_t n, std::size_t d) {
    std::vector<double> mean(d, 0.0);
    for (std::size_t row = 0; row < n; ++row) {
        const float* sample = samples.data() + row * d;
        for (std::size_t i = 0; i < d; ++i)
            mean[i] += static_cast<double>(sample[i]);
    }
    for (double& value : mean)
        value /= static_cast<double>(n);
    return mean;
}

bool all_rows_equal(std::span<const float> samples, std::size_t n, std::size_t d) {
    const auto first = samples.first(d);
    for (std::size_t row = 1; row < n; ++row) {
        if (!std::equal(first.begin(), first.end(), samples.begin() + static_cast<std::ptrdiff_t>(row * d)))
            return false;
    }
    return true;
}

std::vector<double> centre(std::span<const float> samples, const std::vector<double>& mean, std::size_t n,
                           std::size_t threads) {
    const std::size_t d = mean.size();
    std::vector<double> centred(n * d);
    parallel_for(block_count(n), threads, [&](std::size_t index, std::size_t) {
        for (std::size_t row = index * block; row < index * block + block_size(index, n); ++row) {
            for (std::size_t i = 0; i < d; ++i) {
                centred[row * d + i] = static_cast<double>(samples[row * d + i]) - mean[i];
            }
        }
    });
    return centred;
}

/// The lower triangle of X X' (n x n) or, if `of_features`, of X' X (d x d).
std::vector<double> scatter(const std::vector<double>& x, std::size_t n, std::size_t d, bool of_features,
                            std::size_t threads, const std::stop_token& stop) {
    const std::size_t size = of_features ? d : n;
    std::vector<double> product(size * size);
    const std::size_t blocks = block_count(size);
    parallel_for(blocks * blocks, threads, [&](std::size_t index, std::size_t) {
        const std::size_t i = index / blocks;
        const std::size_t j = index % blocks;
        if (j > i || stop.stop_requested()) return;
        const blas::View<double> out{product.data() + i * block * size + j * block, size};
        const std::size_t rows = block_size(i, size);
        const std::size_t columns = block_size(j, size);
        if (of_features) {
            blas::multiply(Transpose::yes, Transpose::no, rows, columns, n, {x.data() + i * block, d},
                           {x.data() + j * block, d}, out);
        } else {
            blas::multiply(Transpose::no, Transpose::yes, rows, columns, d, {x.data() + i * block * d, d},
                           {x.data() + j * block * d, d}, out);
        }
    });
    return product;
}

/// Copies the lower triangle to the upper one.
void mirror(std::vector<double>& matrix, std::size_t size, std::size_t threads) {
    parallel_for(block_count(size), threads, [&](std::size_t index, std::size_t) {
        for (std::size_t row = index * block; row < index * block + block_size(index, size); ++row) {
            for (std::size_t column = row + 1; column < size; ++column)
                matrix[row * size + column] = matrix[column * size + row];
        }
    });
}

/// The `count` largest eigenpairs of the matrix, of which the lower triangle is given. Destroys it.
Eigenpairs largest_eigenpairs(std::vector<double>& matrix, std::size_t size, std::size_t count,
                              std::size_t threads, const std::stop_token& stop) {
    mirror(matrix, size, threads);
    if (auto pairs = largest_eigenpairs_by_lanczos(matrix, size, count, threads, stop))
        return std::move(*pairs);
    Eigenpairs pairs{std::vector<double>(count), std::vector<double>(count * size)};
    if (!stop.stop_requested()) blas::largest_eigenpairs(matrix, size, count, pairs.values, pairs.vectors);
    return pairs;
}

/// The directions of all features that belong to eigenvectors of X X': vectors (k x n) times X (n x d).
std::vector<double> directions(const std::vector<double>& vectors, const std::vector<double>& x,
                               std::size_t k, std::size_t n, std::size_t d, std::size_t threads) {
    std::vector<double> out(k * d);
    parallel_for(block_count(d), threads, [&](std::size_t index, std::size_t) {
        blas::multiply(Transpose::no, Transpose::no, k, block_size(index, d), n, {vectors.data(), n},
                       {x.data() + index * block, d}, {out.data() + index * block, d});
    });
    return out;
}

/// X (n x d) times the transposed vectors (k x d): n x k.
std::vector<double> coordinates(const std::vector<double>& vectors, const std::vector<double>& x,
                                std::size_t k, std::size_t n, std::size_t d, std::size_t threads) {
    std::vector<double> out(n * k);
    parallel_for(block_count(n), threads, [&](std::size_t index, std::size_t) {
        blas::multiply(Transpose::no, Transpose::yes, block_size(index, n), k, d,
                       {x.data() + index * block * d, d}, {vectors.data(), d},
                       {out.data() + index * block * k, k});
    });
    return out;
}

void normalise(std::span<double> vector) {
    double squares = 0;
    for (const double value : vector)
        squares += value * value;
    for (double& value : vector)
        value /= std::sqrt(squares);
}

}  // namespace

tl::expected<PcaFit, PcaError> fit_whitened_pca(std::span<const float> samples, std::size_t n_features,
                                                std::size_t max_components, std::size_t threads,
                                                std::stop_token stop) {
    const std::size_t d = n_features;
    const std::size_t n = samples.size() / d;
    if (all_rows_equal(samples, n, d)) return tl::unexpected(PcaError::no_variance);

    const std::vector<double> mean = mean_of(samples, n, d);
    std::vector<double> x = centre(samples, mean, n, threads);
    const bool of_features = d < n;
    const std::size_t size = std::min(n, d);
    std::size_t k = std::min(max_components, size);
    std::vector<double> product = scatter(x, n, d, of_features, threads, stop);
    if (stop.stop_requested()) return tl::unexpected(PcaError::cancelled);
    auto [eigenvalues, vectors] = largest_eigenpairs(product, size, k, threads, stop);
    product = {};
    if (stop.stop_requested()) return tl::unexpected(PcaError::cancelled);

    const double rounding =
        eigenvalues[0] * static_cast<double>(std::max(n, d)) * std::numeric_limits<double>::epsilon();
    while (k > 1 && eigenvalues[k - 1] <= rounding)
        --k;
    vectors.resize(k * size);
    eigenvalues.resize(k);

    // `along`: k unit vectors of d features; `across`: the samples' coordinates, n x k, in units of the
    // deviation.
    std::vector<double> along;
    std::vector<double> across(n * k);
    const double scale = std::sqrt(static_cast<double>(n - 1));
    if (of_features) {
        along = std::move(vectors);
        across = coordinates(along, x, k, n, d, threads);
        for (std::size_t i = 0; i < n * k; ++i)
            across[i] *= scale / std::sqrt(eigenvalues[i % k]);
    } else {
        along = directions(vectors, x, k, n, d, threads);
        for (std::size_t c = 0; c < k; ++c)
            normalise(std::span(along).subspan(c * d, d));
        for (std::size_t i = 0; i < n * k; ++i)
            across[i] = vectors[(i % k) * n + i / k] * scale;
    }

    PcaFit fit;
    fit.pca.mean.assign(mean.begin(), mean.end());
    fit.pca.components.resize(k * d);
    fit.whitened.resize(n * k);
    for (std::size_t c = 0; c < k; ++c) {
        double largest = 0;
        for (std::size_t row = 0; row < n; ++row) {
            if (std::abs(across[row * k + c]) > std::abs(largest)) largest = across[row * k + c];
        }
        const double sign = largest < 0 ? -1 : 1;
        for (std::size_t row = 0; row < n; ++row) {
            fit.whitened[row * k + c] = static_cast<float>(sign * across[row * k + c]);
        }
        for (std::size_t i = 0; i < d; ++i)
            fit.pca.components[c * d + i] = static_cast<float>(sign * along[c * d + i]);
        fit.pca.explained_variance.push_back(eigenvalues[c] / static_cast<double>(n - 1));
    }
    return fit;
}

void project(std::span<const float> samples, std::span<const float> mean, std::span<const float> components,
             std::span<const float> inverse_deviation, std::span<float> coordinates) {
    const std::size_t d = mean.size();
    const std::size_t k = inverse_deviation.size();
    const std::size_t n = samples.size() / d;
    std::vector<float> centred(samples.size());
    for (std::size_t row = 0; row < n; ++row) {
        for (std::size_t i = 0; i < d; ++i)
            centred[row * d + i] = samples[row * d + i] - mean[i];
    }
    if (n == 1) {
        blas::multiply(k, d, {components.data(), d}, centred, coordinates);
    } else {
        blas::multiply(Transpose::no, Transpose::yes, n, k, d, {centred.data(), d}, {components.data(), d},
                       {coordinates.data(), k});
    }
    for (std::size_t row = 0; row < n; ++row) {
        for (std::size_t c = 0; c < k; ++c)
            coordinates[row * k + c] *= inverse_deviation[c];
    }
}

std::vector<float> inverse_deviations(std::span<const double> explained_variance) {
    std::vector<float> deviations;
    for (const double variance : explained_variance)
        deviations.push_back(static_cast<float>(1 / std::sqrt(variance)));
    return deviations;
}

}  // namespace eigenfaces
