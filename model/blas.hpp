#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// Matrix products and eigenvalues from OpenBLAS, for row-major matrices without gaps.
///
/// The first call of any of these sets OpenBLAS to one thread per call, for the whole process and for good:
/// parallelism is ours (model/parallel_for.hpp), over blocks whose borders don't depend on the number of
/// threads, so that results don't either. Calls from several threads at a time are fine.
namespace eigenfaces::blas {

enum class Transpose { no, yes };

/// A row-major matrix: `stride` values from one row to the next.
template <typename T>
struct View {
    T* data = nullptr;
    std::size_t stride = 0;
};

/// For the beginning of main(), before the program has threads of its own: makes OpenBLAS fast, for the whole
/// process and for good.
///
/// OpenBLAS starts a thread per processor when the program is loaded, and each is busy for some 100 ms with
/// waiting for work that we never give it: they are ended, so that the program has the processors for itself.
///
/// A processor whose model number OpenBLAS doesn't know, since it is the newer one, it may take for one of
/// 2004
/// ("Prescott"), with products that take 3 to 4 times as long. It is then told to use the kernels that every
/// processor with these instructions can run, unless OPENBLAS_CORETYPE says otherwise.
void prepare();

/// Which of OpenBLAS's processors to compute for instead of `taken`: "SkylakeX" with AVX-512 (F, BW, CD, DQ,
/// VL), "Haswell" with AVX2 and FMA. Nothing where `taken` has been recognised, or there is no better one.
std::optional<std::string> better_processor(std::string_view taken, bool has_avx512, bool has_avx2);

/// The processor that OpenBLAS computes for, e.g. "SkylakeX": where it is another one, the last digits are.
std::string processor();

/// C = op(A) op(B), where op(A) is m x k, op(B) is k x n and C is m x n.
void multiply(Transpose transpose_a, Transpose transpose_b, std::size_t m, std::size_t n, std::size_t k,
              View<const double> a, View<const double> b, View<double> c);
void multiply(Transpose transpose_a, Transpose transpose_b, std::size_t m, std::size_t n, std::size_t k,
              View<const float> a, View<const float> b, View<float> c);

/// C -= A B, where A is m x k, B is k x n and C is m x n.
void subtract_product(std::size_t m, std::size_t n, std::size_t k, View<const double> a, View<const double> b,
                      View<double> c);

/// Replaces the symmetric n x n `matrix` (its lower triangle is read) by the lower triangular L with L L' =
/// matrix. False where it is not positive definite; what is in `matrix` then is of no use.
bool factor_cholesky(std::span<double> matrix, std::size_t n);

/// B = inverse(L) B, where L is n x n and lower triangular, and B is n x columns.
void solve_lower(std::span<const double> lower, std::size_t n, std::size_t columns, View<double> b);

/// The `count` largest eigenvalues of the symmetric n x n `matrix` (its lower triangle; destroyed) in falling
/// order, and their unit eigenvectors as the rows of the count x n `vectors`. LAPACK's dsyevr. Throws
/// std::runtime_error if that fails.
void largest_eigenpairs(std::span<double> matrix, std::size_t n, std::size_t count, std::span<double> values,
                        std::span<double> vectors);

}  // namespace eigenfaces::blas
