#include <filesystem>
#include <fstream>

#include "model/features.hpp"
#include "model/predictor/model.hpp"
#include "model/report.hpp"
#include "model/training.hpp"
#include "tests/catch.hpp"
#include "tests/model/synthetic_faces.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces;

namespace {

const DataSetOptions five_or_more{.min_faces_per_person = 5};

}  // namespace

TEST_CASE("drawn faces train from JPEG files and are recognised from JPEG bytes") {
    const TemporaryFolder folder;
    synthetic_faces::write_data_set(folder.path(), 4, 12);
    const auto result = train(folder.path(), five_or_more, {});
    REQUIRE(result);
    CHECK(result->model.summary.test_accuracy() > 0.9);
    CHECK(result->order.size() == 48);
    CHECK_THAT(training_report(result->model.summary),
               ContainsSubstring("n_samples: 48\nn_features: 1850\nn_classes: 4\n"));

    auto file = ModelFile::read(write_model(result->model));
    REQUIRE(file);
    CHECK(training_report(file->summary()) == training_report(result->model.summary));
    const Model model(std::move(*file));
    std::size_t right = 0;
    for (std::size_t person = 0; person < 4; ++person) {
        for (std::size_t picture = 50; picture < 55; ++picture) {
            const auto features = face_features_of(synthetic_faces::face_jpeg(person, picture));
            REQUIRE(features);
            if (model.predict(*features).class_index == person) ++right;
        }
    }
    CHECK(right >= 18);
}

TEST_CASE("one thread and three make the same model file") {
    const TemporaryFolder folder;
    synthetic_faces::write_data_set(folder.path(), 3, 10);
    std::vector<std::vector<std::byte>> files;
    for (const std::size_t threads : {1U, 3U}) {
        DataSetOptions options = five_or_more;
        options.threads = threads;
        auto result = train(folder.path(), options, {.threads = threads});
        REQUIRE(result);
        result->model.summary.seconds.reset();
        files.push_back(write_model(result->model));
    }
    CHECK(files[0] == files[1]);
}

TEST_CASE("a bad picture among the training data is told by its name") {
    const TemporaryFolder folder;
    synthetic_faces::write_data_set(folder.path(), 2, 6);
    std::ofstream(folder.path() / "Ada_Abel" / "notes.txt") << "hello";
    const auto result = train(folder.path(), five_or_more, {});
    REQUIRE_FALSE(result);
    CHECK(result.error().kind == TrainingError::Kind::data_set);
    CHECK_THAT(result.error().message, ContainsSubstring("notes.txt"));
}

TEST_CASE("loading is a stage that can be cancelled") {
    const TemporaryFolder folder;
    synthetic_faces::write_data_set(folder.path(), 2, 6);
    std::stop_source source;
    const auto result = train(
        folder.path(), five_or_more, {},
        [&](Stage stage, double) {
            if (stage == Stage::load) source.request_stop();
        },
        source.get_token());
    REQUIRE_FALSE(result);
    CHECK(result.error().kind == TrainingError::Kind::cancelled);
}
