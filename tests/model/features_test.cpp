#include "model/features.hpp"

#include <algorithm>

#include "tests/catch.hpp"
#include "tests/model/picture_encoders.hpp"
#include "tests/model/synthetic_faces.hpp"

using namespace eigenfaces;

TEST_CASE("the window of a 250 x 250 picture is the reference's") {
    CHECK(face_window({250, 250}) == PictureRegion{78, 70, 94, 125});
}

TEST_CASE("the window of other sizes is the same part of the centred square") {
    CHECK(face_window({500, 500}) == PictureRegion{156, 140, 188, 250});
    CHECK(face_window({350, 250}) == PictureRegion{128, 70, 94, 125});
    CHECK(face_window({250, 300}) == PictureRegion{78, 95, 94, 125});
    for (std::uint32_t side = 1; side < 60; ++side) {
        const PictureRegion window = face_window({side, side + 3});
        CHECK(window.width >= 1);
        CHECK(window.height >= 1);
        CHECK(window.left + window.width <= side);
        CHECK(window.top + window.height <= side + 3);
    }
}

TEST_CASE("features are the channel sums divided by 765") {
    const auto jpeg = synthetic_faces::face_jpeg(0, 0);
    const auto sums = face_sums(jpeg);
    const auto features = face_features_of(jpeg);
    REQUIRE(sums);
    REQUIRE(features);
    REQUIRE(features->size() == 1850);
    for (std::size_t i = 0; i < 1850; ++i) {
        CHECK((*sums)[i] <= 765);
        CHECK((*features)[i] == static_cast<float>((*sums)[i]) / 765.0F);
    }
    CHECK(*std::max_element(sums->begin(), sums->end()) >
          *std::min_element(sums->begin(), sums->end()) + 100);
}

TEST_CASE("a grey picture has the features of the same picture in RGB") {
    const auto face = synthetic_faces::draw_face(4, 0);
    std::vector<std::uint8_t> grey;
    std::vector<std::uint8_t> rgb;
    for (std::size_t i = 0; i < face.size(); i += 3) {
        grey.push_back(face[i]);
        rgb.insert(rgb.end(), {face[i], face[i], face[i]});
    }
    const auto from_grey = face_sums(picture_encoders::encode_png(grey, 250, 250, {.channels = 1}));
    const auto from_rgb = face_sums(picture_encoders::encode_png(rgb, 250, 250));
    REQUIRE(from_grey);
    REQUIRE(from_rgb);
    CHECK(*from_grey == *from_rgb);
}

TEST_CASE("a picture of one pixel has features") {
    const auto sums = face_sums(picture_encoders::encode_png(std::vector<std::uint8_t>{10, 20, 30}, 1, 1));
    REQUIRE(sums);
    CHECK(std::all_of(sums->begin(), sums->end(), [](std::uint16_t sum) { return sum == 60; }));
}

TEST_CASE("a picture that does not decode has no features") {
    const auto jpeg = synthetic_faces::face_jpeg(0, 0);
    const auto result = face_features_of(std::span(jpeg).first(jpeg.size() / 2));
    REQUIRE_FALSE(result);
    CHECK(result.error().kind == PictureError::Kind::damaged);
}
