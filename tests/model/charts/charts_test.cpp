#include "model/charts/charts.hpp"

#include "model/charts/sample_chart.hpp"
#include "model/picture.hpp"
#include "tests/catch.hpp"
#include "tests/model/small_model.hpp"

using namespace eigenfaces;

namespace {

/// Of faces of 3 x 4 pixels.
TrainedModel drawable_model() {
    TrainedModel model = small_model();
    model.preprocessing.face_width = 3;
    model.preprocessing.face_height = 4;
    return model;
}

ModelFile file_of(const TrainedModel& model) {
    auto file = ModelFile::read(write_model(model));
    REQUIRE(file);
    return *file;
}

Picture decoded(const charts::Chart& chart) {
    REQUIRE(chart);
    auto picture = decode_picture(std::as_bytes(std::span(*chart)));
    REQUIRE(picture);
    CHECK(picture->channels == 3);
    return *std::move(picture);
}

std::size_t pixels_of(const Picture& picture, std::uint8_t red, std::uint8_t green, std::uint8_t blue) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < picture.samples.size(); i += 3) {
        if (picture.samples[i] == red && picture.samples[i + 1] == green && picture.samples[i + 2] == blue)
            ++count;
    }
    return count;
}

}  // namespace

TEST_CASE("each picture of a model is drawn, and the same every time") {
    const ModelFile model = file_of(drawable_model());
    for (const auto draw :
         {charts::draw_mean_face, charts::draw_confusion, charts::draw_variance, charts::draw_reliability}) {
        const Picture picture = decoded(draw(model));
        CHECK(picture.size.width >= 400);
        CHECK(picture.size.height >= 100);
        CHECK(*draw(model) == *draw(model));
    }
    decoded(charts::draw_eigenfaces(model));
    decoded(charts::draw_predictions(model));
    decoded(charts::draw_rebuilt_face(model, 0, 2));
}

TEST_CASE("a gallery has as many faces as are asked for and there are") {
    const ModelFile model = file_of(drawable_model());
    const Picture all = decoded(charts::draw_eigenfaces(model, 1, 60));
    const Picture rest = decoded(charts::draw_eigenfaces(model, 4, 60));
    CHECK(all.size.width > rest.size.width);
    for (const std::size_t first : {0U, 5U}) {
        const auto none = charts::draw_eigenfaces(model, first, 1);
        REQUIRE_FALSE(none);
        CHECK_THAT(none.error().message, ContainsSubstring("1 to 4"));
    }
}

TEST_CASE("what the test got wrong is red") {
    // Of the test faces 0 and 2 the second is wrong.
    const ModelFile model = file_of(drawable_model());
    CHECK(pixels_of(decoded(charts::draw_predictions(model)), 190, 30, 45) > 100);
    CHECK(pixels_of(decoded(charts::draw_predictions(model, 1)), 190, 30, 45) == 0);
    CHECK(pixels_of(decoded(charts::draw_predictions(model, 1, {.mistakes = true})), 190, 30, 45) > 100);
    const auto only = [&](const char* shows, const char* named_as) {
        return charts::draw_predictions(model, 12, {.mistakes = false, .shows = shows, .named_as = named_as});
    };
    CHECK(only("Zo\xC3\xAB", "Bob").has_value());
    CHECK_FALSE(only("Bob", "Zo\xC3\xAB").has_value());
    TrainedModel perfect = drawable_model();
    perfect.summary.y_pred = perfect.summary.y_test;
    const auto none = charts::draw_predictions(file_of(perfect), 12, {.mistakes = true});
    REQUIRE_FALSE(none);
    CHECK_THAT(none.error().message, ContainsSubstring("of this kind"));
}

TEST_CASE("a cell of the confusion matrix has the colour of its share") {
    TrainedModel model = drawable_model();
    model.summary.y_test = {0, 0, 1, 1, 2, 2};
    model.summary.y_pred = {0, 0, 1, 1, 2, 2};
    model.summary.test_probability.clear();
    model.test_faces = {};
    const Picture right = decoded(charts::draw_confusion(file_of(model)));
    // Three cells of 72 x 72 pixels, less their numbers and lines.
    CHECK(pixels_of(right, 9, 105, 178) > 3 * 72 * 72 * 8 / 10);
    CHECK(pixels_of(right, 190, 30, 45) == 0);
    model.summary.y_pred = {1, 1, 2, 2, 0, 0};
    const Picture wrong = decoded(charts::draw_confusion(file_of(model)));
    CHECK(pixels_of(wrong, 190, 30, 45) > 3 * 72 * 72 * 8 / 10);
    CHECK(pixels_of(wrong, 9, 105, 178) == 0);
}

TEST_CASE("a face that is rebuilt from more components is nearer to itself") {
    TrainedModel trained = drawable_model();
    // Components that are the first four pixels.
    trained.mean.assign(12, 0.5F);
    trained.components.assign(4 * 12, 0.0F);
    for (std::size_t i = 0; i < 4; ++i)
        trained.components[i * 12 + i] = 1;
    const ModelFile model = file_of(trained);
    CHECK(*charts::draw_rebuilt_face(model, 1, 4) != *charts::draw_rebuilt_face(model, 1, 0));
    CHECK(*charts::draw_rebuilt_face(model, 1, 4) == *charts::draw_rebuilt_face(model, 1, 400));
    const auto none = charts::draw_rebuilt_face(model, 2, 1);
    REQUIRE_FALSE(none);
    CHECK_THAT(none.error().message, ContainsSubstring("0 to 1"));
}

TEST_CASE("what a model file does not hold is said, and nothing is drawn") {
    TrainedModel model = drawable_model();
    model.summary.test_probability.clear();
    model.test_faces = {};
    CHECK_FALSE(charts::draw_reliability(file_of(model)));
    CHECK_FALSE(charts::draw_predictions(file_of(model)));
    CHECK_FALSE(charts::draw_rebuilt_face(file_of(model), 0, 1));
    model.summary.y_test.clear();
    model.summary.y_pred.clear();
    CHECK_FALSE(charts::draw_confusion(file_of(model)));
    model.preprocessing.face_width = 5;
    const auto mean = charts::draw_mean_face(file_of(model));
    REQUIRE_FALSE(mean);
    CHECK_THAT(mean.error().message, ContainsSubstring("5 x 4"));
    model.total_variance = 0;
    decoded(charts::draw_variance(file_of(model)));
}

TEST_CASE("names of any script and length fit into the confusion matrix") {
    TrainedModel model = drawable_model();
    model.summary.names = {std::string(300, 'W'), "\u0418\u0432\u0430\u043D", "\x01\x7F"};
    const Picture picture = decoded(charts::draw_confusion(file_of(model)));
    CHECK(picture.size.width < 800);
}

TEST_CASE("sample faces are drawn in their colours, up to four in a row") {
    const Picture green{{10, 13}, 3, [] {
                            std::vector<std::uint8_t> samples;
                            for (int i = 0; i < 130; ++i)
                                samples.insert(samples.end(), {0, 200, 0});
                            return samples;
                        }()};
    const Picture grey{{10, 13}, 1, std::vector<std::uint8_t>(130, 77)};
    const Picture tile = charts::sample_tile(green);
    const auto pixels_of_tile = std::size_t{tile.size.width} * tile.size.height;
    const auto drawn = [](const std::vector<charts::SampleFace>& faces) {
        return decoded(charts::draw_samples(faces, 20, 100));
    };
    const Picture two = drawn({{tile, "Ada", 3}, {charts::sample_tile(grey), "Zo\xC3\xAB", 2}});
    CHECK(pixels_of(two, 0, 200, 0) == pixels_of_tile);
    CHECK(pixels_of(two, 77, 77, 77) == pixels_of_tile);
    const Picture four = drawn(std::vector<charts::SampleFace>(4, {tile, "Ada", 3}));
    const Picture five = drawn(std::vector<charts::SampleFace>(5, {tile, "Ada", 3}));
    CHECK(five.size.width == four.size.width);
    CHECK(five.size.height > four.size.height);
    CHECK_THROWS_AS(charts::draw_samples({}, 0, 0), std::invalid_argument);
}
