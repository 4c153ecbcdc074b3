#include "model/blas.hpp"

#include <algorithm>
#include <cblas.h>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

extern "C" void dsyevr_(const char* jobz, const char* range, const char* uplo, const int* n, double* a,
                        const int* lda, const double* vl, const double* vu, const int* il, const int* iu,
                        const double* abstol, int* m, double* w, double* z, const int* ldz, int* isuppz,
                        double* work, const int* lwork, int* iwork, const int* liwork, int* info);

// Ends OpenBLAS's threads; what OpenBLAS itself calls before a fork. Its builds without threads don't have
// it.
extern "C" __attribute__((weak)) int blas_thread_shutdown_();

// Forgets the processor, and looks for it again, OPENBLAS_CORETYPE first; what OpenBLAS itself calls when it
// is loaded. Its builds for one processor alone don't have them.
extern "C" __attribute__((weak)) void gotoblas_dynamic_quit();
extern "C" __attribute__((weak)) void gotoblas_dynamic_init();

extern "C" void dpotrf_(const char* uplo, const int* n, double* a, const int* lda, int* info);

namespace eigenfaces::blas {
namespace {

blasint size(std::size_t value) {
    return static_cast<blasint>(value);
}

CBLAS_TRANSPOSE flag(Transpose transpose) {
    return transpose == Transpose::yes ? CblasTrans : CblasNoTrans;
}

void use_one_thread_per_call() {
    static const bool done = [] {
        openblas_set_num_threads(1);
        if (blas_thread_shutdown_ != nullptr) blas_thread_shutdown_();
        return true;
    }();
    static_cast<void>(done);
}

std::optional<std::string> better_processor_here() {
#if defined(__x86_64__)
    const bool avx2 = __builtin_cpu_supports("avx2") > 0 && __builtin_cpu_supports("fma") > 0;
    const bool avx512 = avx2 && __builtin_cpu_supports("avx512f") > 0 &&
                        __builtin_cpu_supports("avx512bw") > 0 && __builtin_cpu_supports("avx512dq") > 0 &&
                        __builtin_cpu_supports("avx512vl") > 0 && __builtin_cpu_supports("avx512cd") > 0;
    return better_processor(processor(), avx512, avx2);
#else
    return std::nullopt;
#endif
}

}  // namespace

void prepare() {
    use_one_thread_per_call();
    constexpr const char* variable = "OPENBLAS_CORETYPE";
    if (gotoblas_dynamic_quit == nullptr || gotoblas_dynamic_init == nullptr ||
        std::getenv(variable) != nullptr)
        return;
    const auto better = better_processor_here();
    if (!better) return;
    // For OpenBLAS alone: what this program starts decides for itself.
    setenv(variable, better->c_str(), 1);
    gotoblas_dynamic_quit();
    gotoblas_dynamic_init();
    unsetenv(variable);
}

std::optional<std::string> better_processor(std::string_view taken, bool has_avx512, bool has_avx2) {
    if (taken != "Prescott") return std::nullopt;
    if (has_avx512) return "SkylakeX";
    if (has_avx2) return "Haswell";
    return std::nullopt;
}

std::string processor() {
    return openblas_get_corename();
}

void multiply(Transpose transpose_a, Transpose transpose_b, std::size_t m, std::size_t n, std::size_t k,
              View<const double> a, View<const double> b, View<double> c) {
    use_one_thread_per_call();
    cblas_dgemm(CblasRowMajor, flag(transpose_a), flag(transpose_b), size(m), size(n), size(k), 1.0, a.data,
                size(a.stride), b.data, size(b.stride), 0.0, c.data, size(c.stride));
}

void multiply(Transpose transpose_a, Transpose transpose_b, std::size_t m, std::size_t n, std::size_t k,
              View<const float> a, View<const float> b, View<float> c) {
    use_one_thread_per_call();
    cblas_sgemm(CblasRowMajor, flag(transpose_a), flag(transpose_b), size(m), size(n), size(k), 1.0F, a.data,
                size(a.stride), b.data, size(b.stride), 0.0F, c.data, size(c.stride));
}

void subtract_product(std::size_t m, std::size_t n, std::size_t k, View<const double> a, View<const double> b,
                      View<double> c) {
    use_one_thread_per_call();
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, size(m), size(n), size(k), -1.0, a.data,
                size(a.stride), b.data, size(b.stride), 1.0, c.data, size(c.stride));
}

bool factor_cholesky(std::span<double> matrix, std::size_t n) {
    use_one_thread_per_call();
    const int order = size(n);
    int info = 0;
    // LAPACK stores columns: the row-major lower triangle is its upper one.
    dpotrf_("U", &order, matrix.data(), &order, &info);
    if (info != 0) return false;
    for (std::size_t row = 0; row < n; ++row)
        std::fill_n(matrix.begin() + static_cast<std::ptrdiff_t>(row * n + row + 1), n - row - 1, 0.0);
    return true;
}

void solve_lower(std::span<const double> lower, std::size_t n, std::size_t columns, View<double> b) {
    use_one_thread_per_call();
    cblas_dtrsm(CblasRowMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, size(n), size(columns), 1.0,
                lower.data(), size(n), b.data, size(b.stride));
}

void largest_eigenpairs(std::span<double> matrix, std::size_t n, std::size_t count, std::span<double> values,
                        std::span<double> vectors) {
    use_one_thread_per_call();
    // LAPACK counts eigenvalues from the smallest and stores columns: the row-major lower triangle is its
    // upper one.
    const int order = size(n);
    // The algorithm for all eigenvalues is faster unless few of them are wanted.
    const bool all = 3 * count > n;
    const int first = size(all ? 1 : n - count + 1);
    const int wanted = size(all ? n : count);
    const double unused = 0;
    int found = 0;
    int info = 0;
    std::vector<double> rising(n);
    std::vector<double> rows;
    if (all) rows.resize(n * n);
    double* const out = all ? rows.data() : vectors.data();
    std::vector<int> support(2 * n);
    double best_work = 0;
    int best_integers = 0;
    const int query = -1;
    const auto run = [&](double* work, const int* n_work, int* integers, const int* n_integers) {
        dsyevr_("V", all ? "A" : "I", "U", &order, matrix.data(), &order, &unused, &unused, &first, &order,
                &unused, &found, rising.data(), out, &order, support.data(), work, n_work, integers,
                n_integers, &info);
    };
    run(&best_work, &query, &best_integers, &query);
    const int n_work = static_cast<int>(best_work);
    std::vector<double> work(static_cast<std::size_t>(n_work));
    std::vector<int> integers(static_cast<std::size_t>(best_integers));
    run(work.data(), &n_work, integers.data(), &best_integers);
    if (info != 0 || found != wanted) {
        throw std::runtime_error("LAPACK's dsyevr failed with info " + std::to_string(info));
    }
    const auto found_count = static_cast<std::size_t>(found);
    for (std::size_t i = 0; i < count; ++i)
        values[i] = rising[found_count - 1 - i];
    if (all) {
        for (std::size_t i = 0; i < count; ++i)
            std::copy_n(rows.data() + (n - 1 - i) * n, n, vectors.data() + i * n);
        return;
    }
    for (std::size_t i = 0; i < count / 2; ++i) {
        std::swap_ranges(vectors.begin() + static_cast<std::ptrdiff_t>(i * n),
                         vectors.begin() + static_cast<std::ptrdiff_t>((i + 1) * n),
                         vectors.begin() + static_cast<std::ptrdiff_t>((count - 1 - i) * n));
    }
}

}  // namespace eigenfaces::blas
