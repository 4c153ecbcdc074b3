#include "model/block_lanczos.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

#include "model/blas.hpp"
#include "model/eight_products.hpp"
#include "model/parallel_for.hpp"

namespace eigenfaces {
namespace {

using blas::Transpose;

/// Vectors of a block. More find more equal eigenvalues, fewer need a smaller space.
constexpr std::size_t block = 8;
/// Rows of the matrix that a thread takes at a time.
constexpr std::size_t part = 64;
constexpr double residual_tolerance = 1e-6;
/// A block whose new part is this much smaller than the matrix's norm holds nothing but rounding.
constexpr double breakdown_tolerance = 1e-12;

/// Values from -1 to 1 that are the same everywhere (Knuth's linear congruential generator).
class FixedNoise {
  public:
    double next() {
        state_ = state_ * 6364136223846793005U + 1442695040888963407U;
        return static_cast<double>(state_ >> 11) * 0x1p-52 - 1;
    }

  private:
    std::uint64_t state_ = 42;
};

class BlockLanczos {
  public:
    BlockLanczos(std::span<const double> matrix, std::size_t n, std::size_t count, std::size_t threads)
        : matrix_(matrix), n_(n), count_(count), threads_(threads) {}

    std::optional<Eigenpairs> run(const std::stop_token& stop) {
        std::vector<double> start(block * n_);
        FixedNoise noise;
        std::generate(start.begin(), start.end(), [&] { return noise.next(); });
        if (!orthonormalise(start)) return std::nullopt;
        basis_ = std::move(start);
        std::size_t next_check = count_ * 12 / 5;
        while (!stop.stop_requested()) {
            const std::size_t size = dimensions();
            if (!expand()) return std::nullopt;
            if (size >= next_check) {
                if (auto pairs = converged_pairs(size)) return pairs;
                next_check = size + 4 * block;
            }
            if (dimensions() > n_ * 2 / 3) return std::nullopt;
        }
        return std::nullopt;
    }

  private:
    std::size_t dimensions() const { return basis_.size() / n_; }

    /// Adds the next block to the basis, and the coefficients that lead to it to the projected matrix.
    bool expand() {
        const std::size_t size = dimensions();
        std::vector<double> w = times_matrix(std::span(basis_).last(block * n_));
        const std::vector<double> coefficients = remove_basis(w);
        std::vector<double> within(block * block);
        for (std::size_t row = 0; row < block; ++row) {
            for (std::size_t column = 0; column < block; ++column)
                within[row * block + column] = coefficients[row * size + size - block + column];
        }
        // The first, random block says little of the largest eigenvalue; the next ones come near it.
        norm_ = std::max(norm_, *std::max_element(within.begin(), within.end()));
        auto first = orthonormalise(w);
        if (!first) return false;
        // Twice is enough: what rounding left of the basis is removed from vectors of full length.
        remove_basis(w);
        const auto second = orthonormalise(w);
        if (!second) return false;
        std::vector<double> across(block * block);
        blas::multiply(Transpose::no, Transpose::no, block, block, block, {first->data(), block},
                       {second->data(), block}, {across.data(), block});
        within_.push_back(std::move(within));
        across_.push_back(std::move(across));
        basis_.insert(basis_.end(), w.begin(), w.end());
        return true;
    }

    /// vectors (block x n) times the matrix.
    std::vector<double> times_matrix(std::span<const double> vectors) const {
        std::vector<double> out(block * n_);
        parallel_for((n_ + part - 1) / part, threads_, [&](std::size_t index, std::size_t) {
            const std::size_t begin = index * part;
            eight_products(matrix_.data() + begin * n_, std::min(part, n_ - begin), vectors.data(), n_,
                           out.data() + begin, n_);
        });
        return out;
    }

    /// Removes from each row of w (block x n) what lies in the basis.
    /// \return how much that was: block x dimensions()
    std::vector<double> remove_basis(std::vector<double>& w) const {
        const std::size_t size = dimensions();
        std::vector<double> coefficients(block * size);
        eight_products(basis_.data(), size, w.data(), n_, coefficients.data(), size);
        blas::subtract_product(block, n_, size, {coefficients.data(), size}, {basis_.data(), n_},
                               {w.data(), n_});
        return coefficients;
    }

    /// Makes the rows of w orthonormal: w = L q, where L is lower triangular (Cholesky's factor of w w').
    /// \return L, or nothing where the rows are not independent
    std::optional<std::vector<double>> orthonormalise(std::vector<double>& w) const {
        std::vector<double> factor(block * block);
        blas::multiply(Transpose::no, Transpose::yes, block, block, n_, {w.data(), n_}, {w.data(), n_},
                       {factor.data(), block});
        if (!blas::factor_cholesky(factor, block)) return std::nullopt;
        for (std::size_t i = 0; i < block; ++i) {
            if (factor[i * block + i] <= breakdown_tolerance * norm_) return std::nullopt;
        }
        blas::solve_lower(factor, block, n_, {w.data(), n_});
        return factor;
    }

    /// The eigenpairs of the matrix projected on the first `size` vectors of the basis, if all residuals are
    /// small.
    std::optional<Eigenpairs> converged_pairs(std::size_t size) const {
        std::vector<double> projected(size * size, 0.0);
        for (std::size_t b = 0; b * block < size; ++b) {
            for (std::size_t row = 0; row < block; ++row) {
                for (std::size_t column = 0; column < block; ++column) {
                    projected[(b * block + row) * size + b * block + column] =
                        within_[b][row * block + column];
                    if ((b + 1) * block == size) continue;
                    // A q_b = ... + L q_(b+1), with q as rows: q_b A = ... + L q_(b+1).
                    projected[((b + 1) * block + column) * size + b * block + row] =
                        across_[b][row * block + column];
                }
            }
        }
        std::vector<double> values(count_);
        std::vector<double> inner(count_ * size);
        blas::largest_eigenpairs(projected, size, count_, values, inner);
        const std::vector<double>& last = across_[size / block - 1];
        for (std::size_t c = 0; c < count_; ++c) {
            const double* tail = inner.data() + c * size + size - block;
            double squares = 0;
            for (std::size_t column = 0; column < block; ++column) {
                double residual = 0;
                for (std::size_t row = 0; row < block; ++row)
                    residual += tail[row] * last[row * block + column];
                squares += residual * residual;
            }
            if (!(std::sqrt(squares) <= residual_tolerance * values[c])) return std::nullopt;
        }
        Eigenpairs pairs{std::move(values), std::vector<double>(count_ * n_)};
        blas::multiply(Transpose::no, Transpose::no, count_, n_, size, {inner.data(), size},
                       {basis_.data(), n_}, {pairs.vectors.data(), n_});
        return pairs;
    }

    std::span<const double> matrix_;
    std::size_t n_;
    std::size_t count_;
    std::size_t threads_;
    double norm_ = 0;                          // about the matrix's largest eigenvalue
    std::vector<double> basis_;                // rows of n_ values
    std::vector<std::vector<double>> within_;  // diagonal blocks of the projected matrix
    std::vector<std::vector<double>>
        across_;  // the blocks beside them: row i of block b on the rows of block b + 1
};

}  // namespace

std::optional<Eigenpairs> largest_eigenpairs_by_lanczos(std::span<const double> matrix, std::size_t n,
                                                        std::size_t count, std::size_t threads,
                                                        const std::stop_token& stop) {
    if (count == 0 || n * 2 / 3 < count * 12 / 5) return std::nullopt;
    return BlockLanczos(matrix, n, count, threads).run(stop);
}

}  // namespace eigenfaces
