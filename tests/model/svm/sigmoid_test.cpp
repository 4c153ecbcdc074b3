#include "model/svm/sigmoid.hpp"

#include <cmath>
#include <vector>

#include "tests/catch.hpp"

using namespace eigenfaces::svm;

TEST_CASE("a sigmoid gives probabilities that don't overflow") {
    const Sigmoid sigmoid{-2, 0.5};
    CHECK(sigmoid(0.25) == Approx(0.5));
    CHECK(sigmoid(1) == Approx(1 / (1 + std::exp(-1.5))));
    CHECK(sigmoid(1e300) == 1);
    CHECK(sigmoid(-1e300) == 0);
}

TEST_CASE("a sigmoid is fitted where its likelihood is largest") {
    // Values of scipy.optimize.minimize on the same likelihood.
    const std::vector<double> decisions = {-2, -1.5, -1, -0.5, 0.2, -0.1, 0.4, 1, 1.2, 2};
    const std::vector<std::uint8_t> is_first = {0, 0, 0, 1, 0, 0, 1, 1, 0, 1};
    const Sigmoid overlapping = fit_sigmoid(decisions, is_first);
    CHECK(overlapping.a == Approx(-0.69817596).epsilon(1e-4));
    CHECK(overlapping.b == Approx(0.41068499).epsilon(1e-4));

    const Sigmoid separate =
        fit_sigmoid(std::vector<double>{3, 2, 1, -1, -2}, std::vector<std::uint8_t>{1, 1, 1, 0, 0});
    CHECK(separate.a == Approx(-0.63418736).epsilon(1e-4));
    CHECK(separate.b == Approx(-0.03287048).epsilon(1e-4));
}

TEST_CASE("a few samples make nobody certain") {
    const Sigmoid one_class = fit_sigmoid(std::vector<double>{0.5, 1.5}, std::vector<std::uint8_t>{1, 1});
    CHECK(one_class(1) == Approx(0.75).epsilon(1e-4));
    const Sigmoid nothing = fit_sigmoid({}, {});
    CHECK(nothing(5) == 0.5);
    CHECK(nothing(-5) == 0.5);
}
