#include "model/blas.hpp"

#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/model/random_samples.hpp"

namespace blas = eigenfaces::blas;

namespace {

bool has_avx2() {
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx2") > 0 && __builtin_cpu_supports("fma") > 0;
#else
    return false;
#endif
}

bool has_avx512() {
#if defined(__x86_64__)
    return has_avx2() && __builtin_cpu_supports("avx512bw") > 0 && __builtin_cpu_supports("avx512vl") > 0;
#else
    return false;
#endif
}

}  // namespace

TEST_CASE("a processor that OpenBLAS does not know gets kernels for the instructions that it has") {
    CHECK(blas::better_processor("Prescott", true, true) == "SkylakeX");
    CHECK(blas::better_processor("Prescott", false, true) == "Haswell");
    CHECK(blas::better_processor("Prescott", false, false) == std::nullopt);
    CHECK(blas::better_processor("Zen", true, true) == std::nullopt);
    CHECK(blas::better_processor("NEOVERSEN1", false, false) == std::nullopt);
}

TEST_CASE("products are right with the kernels that are taken") {
    // CTest runs this a second time so (model.unknown_processor), as on a processor that OpenBLAS doesn't
    // know.
    if (std::getenv("GASWORKS_UNKNOWN_PROCESSOR") != nullptr) {
        if (blas::processor() != "Prescott") {
            WARN("skipped: this OpenBLAS computes for one processor alone");
            return;
        }
        unsetenv("OPENBLAS_CORETYPE");
        blas::prepare();
        CHECK(blas::processor() == (has_avx512() ? "SkylakeX" : has_avx2() ? "Haswell" : "Prescott"));
        CHECK(std::getenv("OPENBLAS_CORETYPE") == nullptr);
    } else {
        const std::string before = blas::processor();
        const bool named = std::getenv("OPENBLAS_CORETYPE") != nullptr;
        blas::prepare();
        CAPTURE(before, blas::processor());
        if (named || before != "Prescott") CHECK(blas::processor() == before);
        CHECK((std::getenv("OPENBLAS_CORETYPE") != nullptr) == named);
    }

    const std::size_t m = 67;
    const std::size_t n = 45;
    const std::size_t k = 131;
    const std::vector<float> a = random_samples::uniform(1, m * k);
    const std::vector<float> b = random_samples::uniform(2, k * n);
    std::vector<float> c(m * n);
    blas::multiply(blas::Transpose::no, blas::Transpose::no, m, n, k, {a.data(), k}, {b.data(), n},
                   {c.data(), n});
    for (std::size_t row = 0; row < m; ++row) {
        for (std::size_t column = 0; column < n; ++column) {
            double exact = 0;
            for (std::size_t i = 0; i < k; ++i)
                exact += static_cast<double>(a[row * k + i]) * static_cast<double>(b[i * n + column]);
            REQUIRE(std::abs(static_cast<double>(c[row * n + column]) - exact) < 1e-4);
        }
    }
}
