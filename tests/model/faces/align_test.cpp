#include "model/faces/align.hpp"

#include <cmath>

#include "tests/catch.hpp"

using namespace eigenfaces;

TEST_CASE("the box of a window has that window") {
    const Window lfw{125, 132.5, 94, 125, 0};
    const Window again = face_window_of(box_of_window(lfw));
    CHECK(again.center_x == Approx(125));
    CHECK(again.center_y == Approx(132.5));
    CHECK(again.width == Approx(94));
    CHECK(again.height == Approx(125));
}

TEST_CASE("windows grow and move with their boxes") {
    const Window one = face_window_of({100, 100, 80, 80, 1, 0.5});
    const Window two = face_window_of({200, 200, 160, 160, 1, 0.5});
    CHECK(two.center_x == Approx(2 * one.center_x));
    CHECK(two.center_y == Approx(2 * one.center_y));
    CHECK(two.width == Approx(2 * one.width));
    CHECK(one.height / one.width == Approx(125.0 / 94));
}

TEST_CASE("a face that fills LFW's window is cut out as the reference cuts it") {
    Picture picture{.size = {250, 250}, .channels = 3, .samples = {}};
    for (std::size_t i = 0; i < std::size_t{250} * 250 * 3; ++i)
        picture.samples.push_back(static_cast<std::uint8_t>(i * i >> 7U));
    const Picture face = align_face(picture, box_of_window({125, 132.5, 94, 125, 0}));
    REQUIRE(face.size == PictureSize{94, 125});
    for (std::size_t y = 0; y < 125; ++y) {
        for (std::size_t i = 0; i < std::size_t{94} * 3; ++i)
            REQUIRE(face.samples[y * 94 * 3 + i] == picture.samples[((y + 70) * 250 + 78) * 3 + i]);
    }
}

TEST_CASE("only a window near LFW's is LFW's") {
    CHECK(is_lfw_window({125, 132.5, 94, 125, 0}));
    CHECK(is_lfw_window({130, 128, 90, 120, 0}));
    CHECK_FALSE(is_lfw_window({150, 132.5, 94, 125, 0}));
    CHECK_FALSE(is_lfw_window({125, 100, 94, 125, 0}));
    CHECK_FALSE(is_lfw_window({125, 132.5, 94, 125, 0.3}));
    CHECK_FALSE(is_lfw_window({125, 132.5, 60, 80, 0}));
    CHECK_FALSE(is_lfw_window({125, 132.5, 140, 186, 0}));
}

TEST_CASE("the window of a tilted face is tilted around the same middle") {
    const FaceBox upright{100, 100, 80, 80, 1, 0.5, box_to_window().roll};
    FaceBox tilted = upright;
    tilted.roll += 0.4;
    const Window before = face_window_of(upright);
    const Window after = face_window_of(tilted);
    CHECK(before.roll == Approx(0).margin(1e-9));
    CHECK(after.roll == Approx(0.4));
    CHECK(std::hypot(after.center_x - 140, after.center_y - 140) ==
          Approx(std::hypot(before.center_x - 140, before.center_y - 140)));
    CHECK(after.width == Approx(before.width));
}
