#include "model/block_lanczos.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tests/catch.hpp"
#include "tests/model/random_samples.hpp"

using namespace eigenfaces;

namespace {

constexpr std::size_t n = 300;
constexpr std::size_t count = 20;

/// Falls as the variances of pictures do.
std::vector<double> falling_spectrum() {
    std::vector<double> values(n);
    for (std::size_t i = 0; i < n; ++i)
        values[i] = 1000 * std::pow(static_cast<double>(i + 1), -1.3);
    return values;
}

/// The symmetric matrix with these eigenvalues, its eigenvectors turned by three reflections.
std::vector<double> matrix_with(const std::vector<double>& eigenvalues) {
    std::vector<double> matrix(n * n, 0.0);
    for (std::size_t i = 0; i < n; ++i)
        matrix[i * n + i] = eigenvalues[i];
    for (std::uint32_t seed = 1; seed <= 3; ++seed) {
        const auto noise = random_samples::uniform(seed, n);
        std::vector<double> axis(noise.begin(), noise.end());
        for (double& value : axis)
            value -= 0.5;
        const double squares = std::inner_product(axis.begin(), axis.end(), axis.begin(), 0.0);
        // (I - 2 a a') M (I - 2 a a'), a of length 1.
        for (int side = 0; side < 2; ++side) {
            for (std::size_t row = 0; row < n; ++row) {
                double share = 0;
                for (std::size_t i = 0; i < n; ++i)
                    share += matrix[row * n + i] * axis[i];
                for (std::size_t i = 0; i < n; ++i)
                    matrix[row * n + i] -= 2 * share / squares * axis[i];
            }
            std::vector<double> turned(n * n);
            for (std::size_t row = 0; row < n; ++row) {
                for (std::size_t column = 0; column < n; ++column)
                    turned[column * n + row] = matrix[row * n + column];
            }
            matrix = std::move(turned);
        }
    }
    return matrix;
}

double residual(const std::vector<double>& matrix, const Eigenpairs& pairs, std::size_t c) {
    const auto vector = std::span(pairs.vectors).subspan(c * n, n);
    double squares = 0;
    for (std::size_t row = 0; row < n; ++row) {
        const auto begin = matrix.begin() + static_cast<std::ptrdiff_t>(row * n);
        const double image = std::inner_product(vector.begin(), vector.end(), begin, 0.0);
        squares += std::pow(image - pairs.values[c] * vector[row], 2);
    }
    return std::sqrt(squares);
}

void check_pairs(const std::vector<double>& matrix, const std::vector<double>& expected,
                 const Eigenpairs& pairs) {
    REQUIRE(pairs.values.size() == count);
    REQUIRE(pairs.vectors.size() == count * n);
    for (std::size_t c = 0; c < count; ++c) {
        CAPTURE(c);
        CHECK(pairs.values[c] == Approx(expected[c]).epsilon(1e-10));
        CHECK(residual(matrix, pairs, c) <= 1e-6 * expected[c]);
        for (std::size_t other = 0; other <= c; ++other) {
            const auto a = pairs.vectors.begin() + static_cast<std::ptrdiff_t>(c * n);
            const auto b = pairs.vectors.begin() + static_cast<std::ptrdiff_t>(other * n);
            const double product = std::inner_product(a, a + n, b, 0.0);
            CHECK(product == Approx(other == c ? 1.0 : 0.0).margin(1e-9));
        }
    }
}

}  // namespace

TEST_CASE(
    "block Lanczos finds the largest eigenpairs of a falling spectrum, the same on any number of threads") {
    const auto expected = falling_spectrum();
    const auto matrix = matrix_with(expected);
    const auto pairs = largest_eigenpairs_by_lanczos(matrix, n, count, 1);
    REQUIRE(pairs);
    check_pairs(matrix, expected, *pairs);
    const auto again = largest_eigenpairs_by_lanczos(matrix, n, count, 3);
    REQUIRE(again);
    CHECK(again->values == pairs->values);
    CHECK(again->vectors == pairs->vectors);
}

TEST_CASE("block Lanczos leaves to others what is not for it") {
    auto eigenvalues = falling_spectrum();
    SECTION("few independent directions") {
        std::fill(eigenvalues.begin() + 10, eigenvalues.end(), 0.0);
    }
    SECTION("no directions at all") {
        std::fill(eigenvalues.begin(), eigenvalues.end(), 0.0);
    }
    SECTION("eigenvalues too close to each other") {
        for (std::size_t i = 0; i < n; ++i)
            eigenvalues[i] = 2 - 0.001 * static_cast<double>(i);
    }
    CHECK_FALSE(largest_eigenpairs_by_lanczos(matrix_with(eigenvalues), n, count, 1));
}

// Rounding brings in the copies that the start block can't: an eigenvector's first trace grows from step to
// step.
TEST_CASE("block Lanczos finds an eigenvalue as often as it occurs") {
    const std::size_t first = GENERATE(as<std::size_t>(), 0, 5, 12, 19);
    const std::size_t copies = GENERATE(as<std::size_t>(), 8, 16, 60, 150);
    CAPTURE(first, copies);
    auto expected = falling_spectrum();
    std::fill_n(expected.begin() + static_cast<std::ptrdiff_t>(first), copies, expected[first]);
    const auto matrix = matrix_with(expected);
    const auto pairs = largest_eigenpairs_by_lanczos(matrix, n, count, 2);
    REQUIRE(pairs);
    check_pairs(matrix, expected, *pairs);
}

TEST_CASE("block Lanczos leaves many pairs of a small matrix to others") {
    CHECK_FALSE(largest_eigenpairs_by_lanczos(matrix_with(falling_spectrum()), n, 100, 1));
}

TEST_CASE("block Lanczos stops when it is told to") {
    std::stop_source source;
    source.request_stop();
    const auto matrix = matrix_with(falling_spectrum());
    CHECK_FALSE(largest_eigenpairs_by_lanczos(matrix, n, count, 1, source.get_token()));
}
