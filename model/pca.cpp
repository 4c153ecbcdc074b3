#include "model/pca.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <set>
#include <utility>

#include "model/blas.hpp"
#include "model/block_lanczos.hpp"
#include "model/cluster/shares.hpp"
#include "model/matrix_vector.hpp"
#include "model/parallel_for.hpp"

namespace eigenfaces {
namespace {

using blas::Transpose;
using cluster::Receiver;
using cluster::Tile;

/// Rows or columns of a block of a product; fixed, so that sums are the same on any number of threads.
constexpr std::size_t block = 192;

std::size_t block_count(std::size_t size) {
    return (size + block - 1) / block;
}
std::size_t block_size(std::size_t index, std::size_t size) {
    return std::min(block, size - index * block);
}

/// The blocks of a matrix of one row: whole columns of samples are summed by one rank, in the samples' order.
std::vector<Tile> column_tiles(std::size_t rows, std::size_t d) {
    std::vector<Tile> tiles;
    for (std::size_t b = 0; b < block_count(d); ++b)
        tiles.push_back({0, b * block, rows, block_size(b, d)});
    return tiles;
}

std::vector<double> mean_of(std::span<const float> samples, std::size_t n, std::size_t d, std::size_t threads,
                            cluster::Team& team) {
    std::vector<double> mean(d, 0.0);
    const std::vector<Tile> tiles = column_tiles(1, d);
    cluster::compute_tiles<double>(team, tiles, Receiver::everyone, mean.data(), d, threads,
                                   [&](std::size_t index, std::size_t, blas::View<double> out) {
                                       const Tile& tile = tiles[index];
                                       for (std::size_t row = 0; row < n; ++row) {
                                           const float* sample = samples.data() + row * d + tile.column;
                                           for (std::size_t i = 0; i < tile.columns; ++i)
                                               out.data[i] += static_cast<double>(sample[i]);
                                       }
                                       for (std::size_t i = 0; i < tile.columns; ++i)
                                           out.data[i] /= static_cast<double>(n);
                                   });
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

/// The samples less their mean. Of what this rank does not need nothing is computed, and whole rows of it
/// take no memory.
class Centred {
  public:
    Centred(std::span<const float> samples, const std::vector<double>& mean, std::size_t n)
        : samples_(samples),
          mean_(mean),
          n_(n),
          d_(mean.size()),
          values_(std::make_unique_for_overwrite<double[]>(n * d_)),
          has_(block_count(n) * block_count(d_), 0) {}

    /// Rows and columns that are needed, by their blocks.
    void add(const std::vector<std::size_t>& row_blocks, const std::vector<std::size_t>& column_blocks,
             std::size_t threads) {
        parallel_for(row_blocks.size(), threads, [&](std::size_t index, std::size_t) {
            for (const std::size_t column : column_blocks)
                add(row_blocks[index], column);
        });
    }

    blas::View<const double> at(std::size_t row, std::size_t column) const {
        return {values_.get() + row * d_ + column, d_};
    }

  private:
    void add(std::size_t row_block, std::size_t column_block) {
        char& has = has_[row_block * block_count(d_) + column_block];
        if (std::exchange(has, 1) != 0) return;
        const std::size_t left = column_block * block;
        const std::size_t right = left + block_size(column_block, d_);
        for (std::size_t row = row_block * block; row < row_block * block + block_size(row_block, n_);
             ++row) {
            for (std::size_t i = left; i < right; ++i)
                values_[row * d_ + i] = static_cast<double>(samples_[row * d_ + i]) - mean_[i];
        }
    }

    std::span<const float> samples_;
    const std::vector<double>& mean_;
    std::size_t n_;
    std::size_t d_;
    std::unique_ptr<double[]> values_;
    std::vector<char> has_;
};

std::vector<std::size_t> all_blocks(std::size_t size) {
    std::vector<std::size_t> blocks(block_count(size));
    std::iota(blocks.begin(), blocks.end(), std::size_t{0});
    return blocks;
}

/// The blocks of rows or columns that this rank's tiles touch.
std::vector<std::size_t> touched(const std::vector<Tile>& tiles, const cluster::Team& team) {
    std::set<std::size_t> blocks;
    for (const std::size_t index : cluster::own_share(tiles.size(), team)) {
        blocks.insert(tiles[index].row / block);
        blocks.insert(tiles[index].column / block);
    }
    return {blocks.begin(), blocks.end()};
}

/// The lower triangle of X X' (n x n) or, if `of_features`, of X' X (d x d); in the first rank.
std::vector<double> scatter(Centred& x, std::size_t n, std::size_t d, bool of_features, std::size_t threads,
                            cluster::Team& team, const std::stop_token& stop) {
    const std::size_t size = of_features ? d : n;
    std::vector<Tile> tiles;
    for (std::size_t i = 0; i < block_count(size); ++i) {
        for (std::size_t j = 0; j <= i; ++j)
            tiles.push_back({i * block, j * block, block_size(i, size), block_size(j, size)});
    }
    const std::vector<std::size_t> needed = touched(tiles, team);
    x.add(of_features ? all_blocks(n) : needed, of_features ? needed : all_blocks(d), threads);
    std::vector<double> product(team.is_first() ? size * size : 0);
    cluster::compute_tiles<double>(
        team, tiles, Receiver::first, product.data(), size, threads,
        [&](std::size_t index, std::size_t, blas::View<double> out) {
            if (stop.stop_requested()) return;
            const auto [row, column, rows, columns] = tiles[index];
            if (of_features) {
                blas::multiply(Transpose::yes, Transpose::no, rows, columns, n, x.at(0, row), x.at(0, column),
                               out);
            } else {
                blas::multiply(Transpose::no, Transpose::yes, rows, columns, d, x.at(row, 0), x.at(column, 0),
                               out);
            }
        },
        stop);
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

/// The first rank's solution of the eigenvalue problem, for everyone. Those that rounding alone has made are
/// left out.
Eigenpairs agreed_eigenpairs(std::vector<double> matrix, std::size_t size, std::size_t count, double rounding,
                             std::size_t threads, cluster::Team& team, const std::stop_token& stop) {
    Eigenpairs pairs;
    if (team.is_first()) {
        pairs = largest_eigenpairs(matrix, size, count, threads, stop);
        while (count > 1 && pairs.values[count - 1] <= pairs.values[0] * rounding)
            --count;
        pairs.values.resize(count);
        pairs.vectors.resize(count * size);
    }
    if (team.size() == 1 || stop.stop_requested()) return pairs;
    cluster::Bytes bytes;
    cluster::put(bytes, std::span<const double>(pairs.values));
    cluster::put(bytes, std::span<const double>(pairs.vectors));
    bytes = team.broadcast(std::move(bytes));
    count = bytes.size() / sizeof(double) / (1 + size);
    pairs = {std::vector<double>(count), std::vector<double>(count * size)};
    cluster::ByteReader reader(bytes);
    reader.take(std::span(pairs.values));
    reader.take(std::span(pairs.vectors));
    return pairs;
}

/// The directions of all features that belong to eigenvectors of X X': vectors (k x n) times X (n x d); in
/// the first rank.
std::vector<double> directions(const std::vector<double>& vectors, Centred& x, std::size_t k, std::size_t n,
                               std::size_t d, std::size_t threads, cluster::Team& team) {
    const std::vector<Tile> tiles = column_tiles(k, d);
    x.add(all_blocks(n), cluster::own_share(tiles.size(), team), threads);
    std::vector<double> out(team.is_first() ? k * d : 0);
    cluster::compute_tiles<double>(team, tiles, Receiver::first, out.data(), d, threads,
                                   [&](std::size_t index, std::size_t, blas::View<double> tile) {
                                       blas::multiply(Transpose::no, Transpose::no, k, tiles[index].columns,
                                                      n, {vectors.data(), n}, x.at(0, tiles[index].column),
                                                      tile);
                                   });
    return out;
}

/// X (n x d) times the transposed vectors (k x d): n x k.
std::vector<double> coordinates(const std::vector<double>& vectors, Centred& x, std::size_t k, std::size_t n,
                                std::size_t d, std::size_t threads, cluster::Team& team) {
    std::vector<Tile> tiles;
    for (std::size_t b = 0; b < block_count(n); ++b)
        tiles.push_back({b * block, 0, block_size(b, n), k});
    x.add(cluster::own_share(tiles.size(), team), all_blocks(d), threads);
    std::vector<double> out(n * k);
    cluster::compute_tiles<double>(team, tiles, Receiver::everyone, out.data(), k, threads,
                                   [&](std::size_t index, std::size_t, blas::View<double> tile) {
                                       blas::multiply(Transpose::no, Transpose::yes, tiles[index].rows, k, d,
                                                      x.at(tiles[index].row, 0), {vectors.data(), d}, tile);
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
    cluster::Alone alone;
    return fit_whitened_pca(samples, n_features, max_components, threads, alone, std::move(stop));
}

tl::expected<PcaFit, PcaError> fit_whitened_pca(std::span<const float> samples, std::size_t n_features,
                                                std::size_t max_components, std::size_t threads,
                                                cluster::Team& team, std::stop_token stop) {
    const std::size_t d = n_features;
    const std::size_t n = samples.size() / d;
    if (all_rows_equal(samples, n, d)) return tl::unexpected(PcaError::no_variance);

    const std::vector<double> mean = mean_of(samples, n, d, threads, team);
    Centred x(samples, mean, n);
    const bool of_features = d < n;
    const std::size_t size = std::min(n, d);
    std::vector<double> product = scatter(x, n, d, of_features, threads, team, stop);
    if (stop.stop_requested()) return tl::unexpected(PcaError::cancelled);
    const double rounding = static_cast<double>(std::max(n, d)) * std::numeric_limits<double>::epsilon();
    auto [eigenvalues, vectors] = agreed_eigenpairs(std::move(product), size, std::min(max_components, size),
                                                    rounding, threads, team, stop);
    if (stop.stop_requested()) return tl::unexpected(PcaError::cancelled);
    const std::size_t k = eigenvalues.size();

    // `along`: k unit vectors of d features; `across`: the samples' coordinates, n x k, in units of the
    // deviation.
    std::vector<double> along;
    std::vector<double> across(n * k);
    const double scale = std::sqrt(static_cast<double>(n - 1));
    if (of_features) {
        along = std::move(vectors);
        across = coordinates(along, x, k, n, d, threads, team);
        for (std::size_t i = 0; i < n * k; ++i)
            across[i] *= scale / std::sqrt(eigenvalues[i % k]);
    } else {
        along = directions(vectors, x, k, n, d, threads, team);
        for (std::size_t c = 0; c < (team.is_first() ? k : 0); ++c)
            normalise(std::span(along).subspan(c * d, d));
        for (std::size_t i = 0; i < n * k; ++i)
            across[i] = vectors[(i % k) * n + i / k] * scale;
    }

    PcaFit fit;
    fit.pca.mean.assign(mean.begin(), mean.end());
    if (team.is_first()) fit.pca.components.resize(k * d);
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
        for (std::size_t i = 0; i < (team.is_first() ? d : 0); ++i)
            fit.pca.components[c * d + i] = static_cast<float>(sign * along[c * d + i]);
        fit.pca.explained_variance.push_back(eigenvalues[c] / static_cast<double>(n - 1));
    }
    return fit;
}

double total_variance(std::span<const float> samples, std::size_t n_features, std::size_t threads,
                      cluster::Team& team) {
    const std::size_t d = n_features;
    const std::size_t n = samples.size() / d;
    if (n < 2) return 0;
    std::vector<double> deviations(d, 0.0);
    const std::vector<Tile> tiles = column_tiles(1, d);
    cluster::compute_tiles<double>(
        team, tiles, Receiver::first, deviations.data(), d, threads,
        [&](std::size_t index, std::size_t, blas::View<double> out) {
            const auto [unused, left, one, columns] = tiles[index];
            std::vector<double> sums(columns);
            std::vector<double> squares(columns);
            for (std::size_t row = 0; row < n; ++row) {
                const float* sample = samples.data() + row * d + left;
                for (std::size_t j = 0; j < columns; ++j) {
                    // Less the first sample, so that little is lost where all are alike.
                    const double value =
                        static_cast<double>(sample[j]) - static_cast<double>(samples[left + j]);
                    sums[j] += value;
                    squares[j] += value * value;
                }
            }
            for (std::size_t j = 0; j < columns; ++j)
                out.data[j] = std::max(squares[j] - sums[j] * sums[j] / static_cast<double>(n), 0.0);
        });
    return std::accumulate(deviations.begin(), deviations.end(), 0.0) / static_cast<double>(n - 1);
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
        multiply(components, centred, coordinates);
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
