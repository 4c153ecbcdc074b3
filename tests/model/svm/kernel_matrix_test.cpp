#include "model/svm/kernel_matrix.hpp"

#include <cmath>

#include "tests/catch.hpp"
#include "tests/model/random_samples.hpp"

using namespace eigenfaces;

TEST_CASE("squared distances are symmetric, exact on the diagonal and right elsewhere") {
    const std::size_t n = 230;  // more than one block
    const std::size_t d = 7;
    const auto samples = random_samples::uniform(1, n * d);
    const auto distances = svm::squared_distances(samples, d, 2);
    CHECK(distances == svm::squared_distances(samples, d, 1));
    for (std::size_t i = 0; i < n; ++i) {
        REQUIRE(distances[i * n + i] == 0.0F);
        for (std::size_t j = 0; j < i; ++j) {
            double expected = 0;
            for (std::size_t f = 0; f < d; ++f) {
                const double difference =
                    static_cast<double>(samples[i * d + f]) - static_cast<double>(samples[j * d + f]);
                expected += difference * difference;
            }
            REQUIRE(distances[i * n + j] == Approx(expected).epsilon(1e-6));
            REQUIRE(distances[i * n + j] == distances[j * n + i]);
        }
    }
}

TEST_CASE("the kernel is the exponential, rounded to float") {
    std::vector<float> distances = {0.0F};
    for (float distance = 1e-6F; distance < 1e5F; distance *= 1.37F)
        distances.push_back(distance);
    for (const double gamma : {0.0001, 0.005, 0.1, 3.0}) {
        std::vector<float> kernel(distances.size());
        svm::rbf(distances, gamma, kernel);
        CHECK(kernel[0] == 1.0F);
        for (std::size_t i = 0; i < kernel.size(); ++i) {
            const double exact = std::exp(-gamma * static_cast<double>(distances[i]));
            CAPTURE(gamma, distances[i]);
            CHECK(kernel[i] == Approx(exact).epsilon(6.1e-8).margin(2e-38));
        }
    }
}
