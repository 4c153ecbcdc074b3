#include "model/predictor/model.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>
#include <thread>

#include "tests/catch.hpp"
#include "tests/model/random_samples.hpp"
#include "tests/model/small_model.hpp"

using namespace eigenfaces;

namespace {

Model make_model() {
    auto file = ModelFile::read(write_model(small_model()));
    REQUIRE(file);
    return Model(std::move(*file));
}

/// Decision values by the formula of svm::Classifier, in double precision.
std::vector<double> expected_decisions(const TrainedModel& model, std::span<const float> features) {
    const auto& c = model.classifier;
    std::vector<double> z;
    for (std::size_t k = 0; k < 4; ++k) {
        double sum = 0;
        for (std::size_t i = 0; i < 12; ++i) {
            sum += static_cast<double>(model.components[k * 12 + i]) *
                   (static_cast<double>(features[i]) - static_cast<double>(model.mean[i]));
        }
        z.push_back(sum / std::sqrt(model.explained_variance[k]));
    }
    std::vector<double> kernel;
    for (std::size_t s = 0; s < 6; ++s) {
        double distance = 0;
        for (std::size_t k = 0; k < 4; ++k) {
            const double difference = z[k] - static_cast<double>(c.support_vectors[s * 4 + k]);
            distance += difference * difference;
        }
        kernel.push_back(std::exp(-c.gamma * distance));
    }
    const std::size_t begin[] = {0, 1, 3, 6};
    std::vector<double> decisions;
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = i + 1; j < 3; ++j) {
            double value = c.intercept[decisions.size()];
            for (std::size_t s = begin[i]; s < begin[i + 1]; ++s)
                value += c.dual_coef[(j - 1) * 6 + s] * kernel[s];
            for (std::size_t s = begin[j]; s < begin[j + 1]; ++s)
                value += c.dual_coef[i * 6 + s] * kernel[s];
            decisions.push_back(value);
        }
    }
    return decisions;
}

}  // namespace

TEST_CASE("probabilities follow from the decision values") {
    const Model model = make_model();
    const Prediction prediction = model.predict(random_samples::uniform(9, 12));
    const std::vector<double> p = model.probabilities(prediction);
    REQUIRE(p.size() == 3);
    CHECK(p[0] + p[1] + p[2] == Approx(1).epsilon(1e-12));
    const auto expected =
        class_probabilities(prediction.decision_values, small_model().calibration.sigmoids, 3);
    CHECK(p == expected);
}

TEST_CASE("decision values and votes follow the formula") {
    const Model model = make_model();
    for (std::uint32_t seed = 100; seed < 120; ++seed) {
        const auto features = random_samples::uniform(seed, 12);
        const Prediction prediction = model.predict(features);
        const auto expected = expected_decisions(small_model(), features);
        REQUIRE(prediction.decision_values.size() == 3);
        for (std::size_t p = 0; p < 3; ++p)
            CHECK(prediction.decision_values[p] == Approx(expected[p]).margin(1e-5));
        std::vector<std::uint32_t> votes(3, 0);
        ++votes[expected[0] > 0 ? 0 : 1];
        ++votes[expected[1] > 0 ? 0 : 2];
        ++votes[expected[2] > 0 ? 1 : 2];
        CHECK(prediction.votes == votes);
        const auto most = std::max_element(votes.begin(), votes.end());
        CHECK(prediction.class_index == static_cast<std::size_t>(most - votes.begin()));
    }
}

TEST_CASE("a batch predicts what single predictions do, also from several threads") {
    const Model model = make_model();
    const auto features = random_samples::uniform(7, 300 * 12);
    const auto batch = model.predict_batch(features);
    REQUIRE(batch.size() == 300);
    const auto check = [&](std::size_t first, std::vector<std::uint32_t>& classes) {
        for (std::size_t i = first; i < 300; i += 2)
            classes[i] = model.predict(std::span(features).subspan(i * 12, 12)).class_index;
    };
    std::vector<std::uint32_t> single(300, 99);
    {
        const std::jthread even(check, 0, std::ref(single));
        const std::jthread odd(check, 1, std::ref(single));
    }
    for (std::size_t i = 0; i < 300; ++i)
        CHECK(batch[i].class_index == single[i]);
    CHECK(model.predict_batch({}).empty());
}

TEST_CASE("bad features are refused") {
    const Model model = make_model();
    auto features = random_samples::uniform(7, 12);
    CHECK_THROWS_AS(model.predict(std::span(features).first(11)), std::invalid_argument);
    CHECK_THROWS_AS(model.predict({}), std::invalid_argument);
    CHECK_THROWS_AS(model.predict_batch(std::span(features).first(11)), std::invalid_argument);
    features[5] = std::numeric_limits<float>::quiet_NaN();
    CHECK_THROWS_AS(model.predict(features), std::invalid_argument);
    features[5] = std::numeric_limits<float>::infinity();
    CHECK_THROWS_AS(model.predict(features), std::invalid_argument);
}

TEST_CASE("classes have names") {
    const Model model = make_model();
    CHECK(model.name(1) == "Bob");
    CHECK_THROWS_AS(model.name(3), std::out_of_range);
    CHECK(model.n_classes() == 3);
    CHECK(model.n_features() == 12);
    CHECK(model.n_components() == 4);
}
