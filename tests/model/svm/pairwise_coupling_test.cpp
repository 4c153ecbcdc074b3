#include "model/svm/pairwise_coupling.hpp"

#include <numeric>

#include "model/svm/class_groups.hpp"
#include "tests/catch.hpp"
#include "tests/model/random_samples.hpp"

using namespace eigenfaces::svm;

namespace {

double squares(const std::vector<double>& r, const std::vector<double>& p) {
    double sum = 0;
    const auto pairs = class_pairs(p.size());
    for (std::size_t k = 0; k < pairs.size(); ++k) {
        const double difference = (1 - r[k]) * p[pairs[k].first] - r[k] * p[pairs[k].second];
        sum += difference * difference;
    }
    return sum;
}

}  // namespace

TEST_CASE("pairs that agree give back the probabilities that they came from") {
    const std::vector<double> p = {0.1, 0.4, 0.05, 0.3, 0.15};
    std::vector<double> r;
    for (const ClassPair& pair : class_pairs(p.size()))
        r.push_back(p[pair.first] / (p[pair.first] + p[pair.second]));
    const std::vector<double> coupled = couple_probabilities(r, p.size());
    REQUIRE(coupled.size() == 5);
    for (std::size_t c = 0; c < p.size(); ++c)
        CHECK(coupled[c] == Approx(p[c]).epsilon(1e-12));
}

TEST_CASE("two classes share as their pair says") {
    const std::vector<double> coupled = couple_probabilities(std::vector<double>{0.8}, 2);
    CHECK(coupled[0] == Approx(0.8));
    CHECK(coupled[1] == Approx(0.2));
}

TEST_CASE("certain pairs are taken as almost certain") {
    const std::vector<double> coupled = couple_probabilities(std::vector<double>{1, 1, 0}, 3);
    CHECK(coupled[0] == Approx(1).epsilon(1e-6));
    CHECK(coupled[1] >= 0);
    CHECK(coupled[2] >= 0);
    CHECK(std::accumulate(coupled.begin(), coupled.end(), 0.0) == Approx(1).epsilon(1e-12));
}

TEST_CASE("pairs that contradict each other give the smallest sum of squares") {
    const std::size_t n = GENERATE(as<std::size_t>(), 3, 7, 20);
    std::vector<double> r;
    for (const float value : random_samples::uniform(5, n * (n - 1) / 2))
        r.push_back(0.05 + 0.9 * static_cast<double>(value));
    const std::vector<double> p = couple_probabilities(r, n);
    CHECK(std::accumulate(p.begin(), p.end(), 0.0) == Approx(1).epsilon(1e-12));
    const double best = squares(r, p);
    for (std::size_t i = 0; i < n; ++i) {
        CHECK(p[i] >= 0);
        std::vector<double> other = p;
        other[i] += 1e-4;
        other[(i + 1) % n] -= 1e-4;
        CHECK(squares(r, other) >= best);
    }
}
