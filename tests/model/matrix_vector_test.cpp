#include "model/matrix_vector.hpp"

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "tests/catch.hpp"
#include "tests/model/random_samples.hpp"

using eigenfaces::multiply;

namespace {

/// The order that is promised: four sums of every fourth product, then halves onto each other.
float in_order(const float* row, const std::vector<float>& x) {
    std::vector<float> sums(4, 0.0F);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const float product = row[i] * x[i];
        sums[i % 4] += product;
    }
    for (std::size_t half = 2; half > 0; half /= 2) {
        for (std::size_t i = 0; i < half; ++i)
            sums[i] += sums[i + half];
    }
    return sums[0];
}

}  // namespace

TEST_CASE("a matrix times a vector is the same to the last bit on every processor") {
    const auto n = GENERATE(as<std::size_t>(), 1, 3, 4, 5, 31, 150, 2914);
    const auto m = GENERATE(as<std::size_t>(), 1, 2, 7, 8, 9, 15, 150);
    CAPTURE(m, n);
    std::vector<float> matrix = random_samples::uniform(1, m * n);
    for (std::size_t i = 0; i < matrix.size(); i += 3)
        matrix[i] = -matrix[i];
    const std::vector<float> x = random_samples::uniform(2, n);
    std::vector<float> y(m + 1, 7.0F);
    multiply(matrix, x, std::span(y).first(m));
    for (std::size_t row = 0; row < m; ++row) {
        REQUIRE(y[row] == in_order(matrix.data() + row * n, x));
        double exact = 0;
        for (std::size_t i = 0; i < n; ++i)
            exact += static_cast<double>(matrix[row * n + i]) * static_cast<double>(x[i]);
        REQUIRE(std::abs(static_cast<double>(y[row]) - exact) < 1e-7 * static_cast<double>(n));
    }
    CHECK(y[m] == 7.0F);
}

TEST_CASE("a product with nothing is nothing") {
    std::vector<float> y{1, 2};
    multiply({}, {}, y);
    CHECK(y == std::vector<float>{0, 0});
    multiply({}, y, {});
}
