#include "model/faces/resample.hpp"

#include <limits>
#include <numbers>
#include <random>
#include <stdexcept>

#include "tests/catch.hpp"

using namespace eigenfaces;

namespace {

Picture noise(std::uint32_t width, std::uint32_t height, std::uint32_t channels) {
    std::mt19937 random(3);
    Picture picture{.size = {width, height}, .channels = channels, .samples = {}};
    for (std::size_t i = 0; i < std::size_t{width} * height * channels; ++i)
        picture.samples.push_back(static_cast<std::uint8_t>(random()));
    return picture;
}

}  // namespace

TEST_CASE("a window of whole pixels comes out as it is") {
    const Picture picture = noise(20, 10, 3);
    const Picture part = sample(picture, {.center_x = 6, .center_y = 4.5, .width = 8, .height = 5}, {8, 5});
    REQUIRE(part.size == PictureSize{8, 5});
    for (std::size_t y = 0; y < 5; ++y) {
        for (std::size_t i = 0; i < std::size_t{8} * 3; ++i)
            REQUIRE(part.samples[y * 24 + i] == picture.samples[(y + 2) * 60 + 6 + i]);
    }
}

TEST_CASE("outside of the picture its edge goes on") {
    const Picture picture{.size = {2, 1}, .channels = 1, .samples = {10, 90}};
    const Picture wide = sample(picture, {.center_x = 1, .center_y = 0.5, .width = 6, .height = 3}, {6, 3});
    const std::vector<std::uint8_t> row = {10, 10, 10, 90, 90, 90};
    for (std::size_t i = 0; i < 18; ++i)
        CHECK(wide.samples[i] == row[i % 6]);
}

TEST_CASE("a turned window follows the roll") {
    const Picture picture{.size = {3, 3}, .channels = 1, .samples = {1, 2, 3, 4, 5, 6, 7, 8, 9}};
    const Picture turned = sample(picture, {1.5, 1.5, 3, 3, std::numbers::pi / 2}, {3, 3});
    CHECK(turned.samples == std::vector<std::uint8_t>{3, 6, 9, 2, 5, 8, 1, 4, 7});
}

TEST_CASE("pixels that fall together are made their mean") {
    const Picture picture{.size = {4, 2}, .channels = 1, .samples = {0, 10, 100, 120, 20, 30, 140, 160}};
    CHECK(sample(picture, {2, 1, 4, 2, 0}, {2, 1}).samples == std::vector<std::uint8_t>{15, 130});
    CHECK(shrink(picture, 2).samples == std::vector<std::uint8_t>{15, 130});
    CHECK(shrink(picture, 1).samples == picture.samples);
    CHECK(shrink(picture, 3).size == PictureSize{1, 1});
    CHECK(shrink(noise(7, 5, 3), 2).size == PictureSize{3, 2});
}

TEST_CASE("a window that is not one is refused") {
    const Picture picture = noise(4, 4, 1);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_AS(sample(picture, {2, 2, 0, 2, 0}, {2, 2}), std::invalid_argument);
    CHECK_THROWS_AS(sample(picture, {nan, 2, 2, 2, 0}, {2, 2}), std::invalid_argument);
    CHECK_THROWS_AS(sample(picture, {2, 2, 2, 2, 0}, {0, 2}), std::invalid_argument);
    CHECK_THROWS_AS(sample(Picture{}, {2, 2, 2, 2, 0}, {2, 2}), std::invalid_argument);
}
