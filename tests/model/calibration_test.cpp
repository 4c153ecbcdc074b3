#include "model/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "model/grid_search.hpp"
#include "model/predictor/model.hpp"
#include "model/training.hpp"
#include "tests/catch.hpp"
#include "tests/model/people.hpp"
#include "tests/model/random_samples.hpp"
#include "tests/model/reference_data.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces;

namespace {

Calibration calibration_of(const random_samples::Labelled& data, std::size_t n_classes) {
    const auto result =
        grid_search(data.samples, data.n_features, data.labels, n_classes, GridSearchOptions{});
    REQUIRE(result);
    return result->calibration;
}

/// Trains on some people and asks about others.
struct Experiment {
    Experiment(const DataSet& data, const std::vector<std::uint32_t>& known,
               const std::vector<std::uint32_t>& strangers) {
        const DataSet people = people_of(data, known);
        const auto result = train(people, {}, {}, {}, 0);
        REQUIRE(result);
        auto file = ModelFile::read(write_model(result->model));
        REQUIRE(file);
        const Model model(*file);
        threshold = file->unknown_threshold();
        std::vector<float> faces;
        for (const std::size_t index : result->test_index) {
            const auto face =
                people.features.begin() + static_cast<std::ptrdiff_t>(index * people.n_features);
            faces.insert(faces.end(), face, face + static_cast<std::ptrdiff_t>(people.n_features));
        }
        known_scores = scores(model, faces);
        stranger_scores = scores(model, people_of(data, strangers).features);
    }

    static std::vector<double> scores(const Model& model, const std::vector<float>& faces) {
        std::vector<double> highest;
        for (const Prediction& prediction : model.predict_batch(faces)) {
            const std::vector<double> p = model.probabilities(prediction);
            CHECK(std::accumulate(p.begin(), p.end(), 0.0) == Approx(1).epsilon(1e-9));
            highest.push_back(*std::max_element(p.begin(), p.end()));
        }
        return highest;
    }

    double part_below_threshold(const std::vector<double>& scores) const {
        const auto below = std::count_if(scores.begin(), scores.end(),
                                         [&](double score) { return score < threshold->probability; });
        return static_cast<double>(below) / static_cast<double>(scores.size());
    }

    std::optional<UnknownThreshold> threshold;
    std::vector<double> known_scores;
    std::vector<double> stranger_scores;
};

/// Everyone of `data` but two, from `first` on, and those two.
Experiment leave_two_out(const DataSet& data, std::uint32_t first) {
    std::vector<std::uint32_t> known;
    for (std::uint32_t person = 0; person < data.names.size(); ++person) {
        if (person != first && person != first + 1) known.push_back(person);
    }
    return {data, known, {first, first + 1}};
}

/// Parts of the known that were rejected and of the strangers that were accepted: as promised, as they are.
struct Rates {
    double known_rejected = 0;
    double strangers_accepted = 0;
    double rejected = 0;
    double accepted = 0;

    void add(const Experiment& experiment) {
        REQUIRE(experiment.threshold);
        known_rejected += experiment.threshold->known_rejected;
        strangers_accepted += experiment.threshold->strangers_accepted;
        rejected += experiment.part_below_threshold(experiment.known_scores);
        accepted += 1 - experiment.part_below_threshold(experiment.stranger_scores);
    }

    /// The sums of `experiments` hold what they promised, within 0.1 for each.
    void check(double experiments) const {
        CAPTURE(known_rejected, strangers_accepted, rejected, accepted);
        CHECK(rejected < known_rejected + 0.1 * experiments);
        CHECK(accepted < strangers_accepted + 0.1 * experiments);
        CHECK(known_rejected < 0.45 * experiments);
        CHECK(experiments - accepted > rejected + 0.25 * experiments);
    }
};

}  // namespace

TEST_CASE("decisions that speak against their own classes become no sigmoid that falls") {
    const std::vector<double> decisions = {-2, -1.5, -1, 1, 1.5, 2};
    const std::vector<std::uint8_t> is_first = {1, 1, 1, 1, 0, 0};
    const svm::Sigmoid sigmoid = svm::fit_sigmoid(decisions, is_first);
    CHECK(sigmoid.a == 0);
    // Platt's targets: 4 times 5/6 and 2 times 1/4.
    CHECK(sigmoid(0) == Approx((4 * 5.0 / 6 + 2 * 0.25) / 6));
}

TEST_CASE("the threshold rejects as many known samples as it accepts of strangers") {
    const Calibration apart = calibration_of(random_samples::clusters(21, 5, 250, 6, 0.3F), 5);
    REQUIRE(apart.threshold);
    CHECK(apart.sigmoids.size() == 10);
    CHECK(apart.threshold->probability > 0);
    CHECK(apart.threshold->probability <= 1);
    CHECK(apart.threshold->known_rejected >= apart.threshold->strangers_accepted);
    CHECK(apart.threshold->known_rejected - apart.threshold->strangers_accepted < 0.05);

    const Calibration overlapping = calibration_of(random_samples::clusters(21, 5, 250, 6, 2.0F), 5);
    REQUIRE(overlapping.threshold);
    CHECK(overlapping.threshold->known_rejected > apart.threshold->known_rejected);
}

TEST_CASE("sigmoids rise towards their first class") {
    for (const svm::Sigmoid& sigmoid :
         calibration_of(random_samples::clusters(4, 4, 200, 6, 0.5F), 4).sigmoids)
        CHECK(sigmoid(1) > sigmoid(-1));
}

TEST_CASE("two people leave nobody to play the stranger") {
    const Calibration calibration = calibration_of(random_samples::clusters(4, 2, 60, 6, 0.5F), 2);
    CHECK(calibration.sigmoids.size() == 1);
    CHECK_FALSE(calibration.threshold);
}

TEST_CASE(
    "with few pictures, too, the most probable person is mostly right, and the one with the most votes") {
    const std::size_t people = GENERATE(as<std::size_t>(), 2, 3, 5);
    const std::size_t pictures = GENERATE(as<std::size_t>(), 12, 30, 60);
    const random_samples::Labelled drawn = random_samples::clusters(11, people, people * pictures, 400, 2.5F);
    DataSet data;
    data.n_features = drawn.n_features;
    data.features = drawn.samples;
    data.labels = drawn.labels;
    for (std::size_t person = 0; person < people; ++person)
        data.names.push_back("person " + std::to_string(person));
    data.paths.assign(data.labels.size(), "drawn");
    data.digest = "sha256:" + std::string(64, '0');
    const auto result = train(data, {}, {}, {}, 0);
    if (!result) {
        // The smallest class may have no training pictures; that is another test's.
        CHECK(result.error().kind == TrainingError::Kind::too_few_samples);
        return;
    }
    const Model model(*ModelFile::read(write_model(result->model)));
    std::size_t same = 0;
    std::size_t right = 0;
    for (const std::size_t index : result->test_index) {
        const auto face = std::span(data.features).subspan(index * data.n_features, data.n_features);
        const Prediction prediction = model.predict_batch(face).front();
        const std::vector<double> p = model.probabilities(prediction);
        const auto most = std::max_element(p.begin(), p.end()) - p.begin();
        same += prediction.class_index == static_cast<std::uint32_t>(most) ? 1U : 0U;
        right += data.labels[index] == static_cast<std::uint32_t>(most) ? 1U : 0U;
    }
    CAPTURE(people, pictures, result->test_index.size(), same, right);
    if (pictures >= 30) CHECK(3 * same >= 2 * result->test_index.size());
    CHECK(2 * right > result->test_index.size());
}

TEST_CASE("people whom a model has not seen are mostly unknown") {
    if (!reference_data::available()) {
        WARN("skipped: the reference data is not at hand");
        return;
    }
    const TemporaryFolder folder;
    const auto data = load_data_set(reference_data::unpack(folder.path()), {});
    REQUIRE(data);
    const std::uint32_t first = GENERATE(as<std::uint32_t>(), 0, 2, 5);
    CAPTURE(first);
    Rates rates;
    rates.add(leave_two_out(*data, first));
    rates.check(1);
}

TEST_CASE("clusters that a model has not seen are mostly unknown") {
    random_samples::Labelled drawn = random_samples::clusters(7, 8, 900, 24, 0.7F);
    DataSet data;
    data.n_features = drawn.n_features;
    data.features = std::move(drawn.samples);
    data.labels = std::move(drawn.labels);
    data.names = {"a", "b", "c", "d", "e", "f", "g", "h"};
    data.paths.assign(data.labels.size(), "drawn");
    data.digest = "sha256:" + std::string(64, '0');
    // A few clusters can be nearer to each other than most are: what is promised holds on average.
    Rates rates;
    for (std::uint32_t first = 0; first < 8; first += 2)
        rates.add(leave_two_out(data, first));
    rates.check(4);
}
