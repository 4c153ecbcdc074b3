#include <cmath>
#include <fstream>
#include <iterator>

#include <nlohmann/json.hpp>

#include "model/features.hpp"
#include "model/predictor/model.hpp"
#include "model/report.hpp"
#include "model/training.hpp"
#include "tests/catch.hpp"
#include "tests/model/reference_data.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces;
using nlohmann::json;

namespace {

json read_json(const char* name) {
    return json::parse(std::ifstream(reference_data::result_file(name)));
}

std::vector<std::byte> read_bytes(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

template <typename T>
std::vector<T> list(const json& values) {
    return values.get<std::vector<T>>();
}

}  // namespace

TEST_CASE("features of real photographs are the reference's, bit for bit") {
    if (!reference_data::available()) {
        WARN("skipped: the reference data is not at hand");
        return;
    }
    const TemporaryFolder folder;
    const auto data = reference_data::unpack(folder.path());
    const json expected = read_json("lfw7-features.json")["images"];
    REQUIRE(expected.size() == 12);
    for (const auto& [path, sums] : expected.items()) {
        CAPTURE(path);
        const auto face = face_sums(read_bytes(data / path));
        REQUIRE(face);
        CHECK(std::vector<std::uint16_t>(face->begin(), face->end()) == list<std::uint16_t>(sums));
    }
}

TEST_CASE("the face window of every photograph decodes as it does in the whole picture") {
    if (!reference_data::available()) {
        WARN("skipped: the reference data is not at hand");
        return;
    }
    const TemporaryFolder folder;
    const auto data = reference_data::unpack(folder.path());
    for (const auto& entry : std::filesystem::recursive_directory_iterator(data / "Hugo_Chavez")) {
        CAPTURE(entry.path().string());
        const auto bytes = read_bytes(entry.path());
        const auto whole = decode_picture(bytes);
        const auto window = decode_picture(bytes, face_window({250, 250}));
        REQUIRE(whole);
        REQUIRE(window);
        for (std::size_t y = 0; y < 125; ++y) {
            const auto row = whole->samples.begin() + static_cast<std::ptrdiff_t>(((y + 70) * 250 + 78) * 3);
            REQUIRE(std::equal(row, row + 94 * 3,
                               window->samples.begin() + static_cast<std::ptrdiff_t>(y * 94 * 3)));
        }
    }
}

TEST_CASE("training on real photographs gives the reference's results") {
    if (!reference_data::available()) {
        WARN("skipped: the reference data is not at hand");
        return;
    }
    const TemporaryFolder folder;
    const auto data = reference_data::unpack(folder.path());
    const json expected = read_json("lfw7-full.json");
    auto result = train(data, {.threads = 1}, {.threads = 1});
    REQUIRE(result);
    const TrainedModel& model = result->model;
    const TrainingSummary& summary = model.summary;

    CHECK(result->order == list<std::string>(expected["order"]));
    CHECK(result->train_index == list<std::size_t>(expected["train_index"]));
    CHECK(result->test_index == list<std::size_t>(expected["test_index"]));
    CHECK(summary.names == list<std::string>(expected["names"]));
    CHECK(summary.y_test == list<std::uint32_t>(expected["y_test"]));
    CHECK(summary.n_samples == 1288);
    CHECK(summary.n_features == 1850);

    const auto variance = list<double>(expected["explained_variance"]);
    REQUIRE(model.explained_variance.size() == variance.size());
    for (std::size_t i = 0; i < variance.size(); ++i)
        CHECK(model.explained_variance[i] == Approx(variance[i]).epsilon(1e-4));

    REQUIRE(result->grid.size() == 30);
    for (std::size_t i = 0; i < 30; ++i) {
        CAPTURE(i);
        CHECK(result->grid[i].C == expected["cv_mean_test_score"][i][0].get<double>());
        CHECK(result->grid[i].gamma == expected["cv_mean_test_score"][i][1].get<double>());
        CHECK(result->grid[i].mean_score ==
              Approx(expected["cv_mean_test_score"][i][2].get<double>()).margin(1e-6));
    }
    CHECK(summary.best_C == expected["best_params"]["C"].get<double>());
    CHECK(summary.best_gamma == expected["best_params"]["gamma"].get<double>());
    CHECK(summary.best_score == Approx(expected["best_score"].get<double>()).margin(1e-6));

    const auto y_pred = list<std::uint32_t>(expected["y_pred"]);
    REQUIRE(summary.y_pred.size() == y_pred.size());
    std::size_t equal = 0;
    for (std::size_t i = 0; i < y_pred.size(); ++i)
        equal += summary.y_pred[i] == y_pred[i] ? 1U : 0U;
    CHECK(equal >= 321);
    const auto n_support = list<std::uint32_t>(expected["n_support"]);
    for (std::size_t c = 0; c < 7; ++c) {
        CHECK(model.classifier.n_support[c] == Approx(n_support[c]).epsilon(0.01));
    }
    CHECK_THAT(training_report(summary),
               ContainsSubstring("SVC(C=1000.0, class_weight='balanced', gamma=0.005)"));

    SECTION("two threads make the same model file") {
        auto other = train(data, {.threads = 2}, {.threads = 2});
        REQUIRE(other);
        result->model.summary.seconds.reset();
        other->model.summary.seconds.reset();
        CHECK(write_model(result->model) == write_model(other->model));
    }
    SECTION("single predictions from JPEG bytes are those of the evaluation") {
        auto file = ModelFile::read(write_model(model));
        REQUIRE(file);
        const Model recogniser(std::move(*file));
        for (std::size_t i = 0; i < result->test_index.size(); i += 7) {
            const auto features = face_features_of(read_bytes(data / result->order[result->test_index[i]]));
            REQUIRE(features);
            CHECK(recogniser.predict(*features).class_index == summary.y_pred[i]);
        }
    }
}
