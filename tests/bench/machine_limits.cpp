#include "tests/bench/machine_limits.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <numeric>
#include <vector>

#include "model/blas.hpp"
#include "model/parallel_for.hpp"

namespace {

using Clock = std::chrono::steady_clock;

constexpr int attempts = 5;

template <typename Work>
double best_seconds(const Work& work) {
    double best = 1e9;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        const auto begin = Clock::now();
        work();
        best = std::min(best, std::chrono::duration<double>(Clock::now() - begin).count());
    }
    return best;
}

}  // namespace

double peak_dgemm_rate(std::size_t threads) {
    constexpr std::size_t size = 768;
    std::vector<std::vector<double>> a(threads, std::vector<double>(size * size, 0.5));
    std::vector<std::vector<double>> c(threads, std::vector<double>(size * size));
    const double seconds = best_seconds([&] {
        eigenfaces::parallel_for(threads, threads, [&](std::size_t index, std::size_t) {
            eigenfaces::blas::multiply(eigenfaces::blas::Transpose::no, eigenfaces::blas::Transpose::yes,
                                       size, size, size, {a[index].data(), size}, {a[index].data(), size},
                                       {c[index].data(), size});
        });
    });
    return 2.0 * size * size * size * static_cast<double>(threads) / seconds;
}

double memory_read_rate(std::size_t threads) {
    constexpr std::size_t words = std::size_t{128} * 1024 * 1024 / sizeof(std::uint64_t);
    const std::vector<std::uint64_t> memory(words, 1);
    std::vector<std::uint64_t> sums(threads);
    const double seconds = best_seconds([&] {
        eigenfaces::parallel_for(threads, threads, [&](std::size_t index, std::size_t) {
            const auto part = static_cast<std::ptrdiff_t>(words / threads);
            const auto begin = memory.begin() + static_cast<std::ptrdiff_t>(index) * part;
            sums[index] = std::accumulate(begin, begin + part, std::uint64_t{0});
        });
    });
    return std::accumulate(sums.begin(), sums.end(), 0.0) * sizeof(std::uint64_t) / seconds;
}
