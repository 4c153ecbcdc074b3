#include "model/faces/detector.hpp"

#include <cmath>
#include <numbers>
#include <thread>

#include "model/bicubic.hpp"
#include "model/faces/resample.hpp"
#include "tests/catch.hpp"
#include "tests/model/faces/photographs.hpp"
#include "tests/model/picture_encoders.hpp"

using namespace eigenfaces;
using photographs::Photographs;

namespace {

Picture photograph(const Photographs& photographs, std::size_t i) {
    return decode_picture(photographs.files().at(i)).value();
}

bool holds(const FaceBox& box, double x, double y) {
    return x >= box.left && x <= box.left + box.width && y >= box.top && y <= box.top + box.height;
}

}  // namespace

TEST_CASE("pictures without faces have none, whatever their size") {
    const FaceDetector detector;
    for (const PictureSize size : {PictureSize{1, 1},
                                   {3, 700},
                                   {700, 3},
                                   {39, 41},
                                   {40, 40},
                                   {250, 250},
                                   {800, 600},
                                   {3000, 20},
                                   {2500, 2000}}) {
        CAPTURE(size.width, size.height);
        CHECK(detector.find(photographs::background(size.width, size.height)).empty());
    }
    CHECK(detector.find({.size = {300, 300}, .channels = 1, .samples = std::vector<std::uint8_t>(90000, 7)})
              .empty());
}

TEST_CASE("the part of a box inside of the picture") {
    const FaceBox inside = clip({-10, 5, 40, 40, 1.5, 0.25}, {20, 30});
    CHECK(inside == FaceBox{0, 5, 20, 25, 1.5, 0.25});
    CHECK(clip({3, 4, 5, 6, 0, 0}, {20, 30}) == FaceBox{3, 4, 5, 6, 0, 0});
}

TEST_CASE("the face in the middle of a photograph is found") {
    const Photographs photographs;
    if (!photographs.available()) return;
    const FaceDetector detector;
    for (std::size_t i = 0; i < photographs.files().size(); ++i) {
        CAPTURE(i);
        const auto boxes = detector.find(photograph(photographs, i));
        REQUIRE_FALSE(boxes.empty());
        CHECK(holds(boxes.front(), 125, 125));
        CHECK(boxes.front().width > 80);
        CHECK(boxes.front().width < 140);
        CHECK(boxes.front().score >= 0);
        CHECK(std::abs(boxes.front().turn) <= 1);
    }
}

TEST_CASE("a grey photograph has its face where the coloured one has it") {
    const Photographs photographs;
    if (!photographs.available()) return;
    const Picture coloured = photograph(photographs, 1);
    Picture grey{.size = coloured.size, .channels = 1, .samples = {}};
    for (std::size_t i = 0; i < coloured.samples.size(); i += 3) {
        const int sum = coloured.samples[i] + coloured.samples[i + 1] + coloured.samples[i + 2];
        grey.samples.push_back(static_cast<std::uint8_t>((sum + 1) / 3));
    }
    const FaceDetector detector;
    const auto expected = detector.find(coloured);
    const auto found = detector.find(grey);
    REQUIRE_FALSE(expected.empty());
    REQUIRE(found.size() == expected.size());
    CHECK(found.front().left == Approx(expected.front().left).margin(5));
    CHECK(found.front().width == Approx(expected.front().width).margin(5));
}

TEST_CASE("faces side by side are found, the largest first, each once") {
    const Photographs photographs;
    if (!photographs.available()) return;
    Picture group = photographs::background(1800, 1000);
    const std::vector<std::pair<std::uint32_t, std::uint32_t>> places = {
        {40, 600}, {700, 60}, {60, 40}, {1250, 400}};
    for (std::size_t i = 0; i < places.size(); ++i) {
        const std::uint32_t side = 250 + 100 * static_cast<std::uint32_t>(i);
        photographs::paste(group, resize_bicubic(photograph(photographs, i), {side, side}), places[i].first,
                           places[i].second);
    }
    const auto boxes = FaceDetector().find(group);
    REQUIRE(boxes.size() == places.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
        CAPTURE(i);
        const double half = (250 + 100 * static_cast<double>(i)) / 2;
        // The largest was pasted last.
        CHECK(holds(boxes[places.size() - 1 - i], places[i].first + half, places[i].second + half));
    }
}

TEST_CASE("a large picture's faces are told in its own pixels") {
    const Photographs photographs;
    if (!photographs.available()) return;
    Picture large = photographs::background(4000, 3000);
    photographs::paste(large, resize_bicubic(photograph(photographs, 2), {1000, 1000}), 2500, 1500);
    const auto boxes = FaceDetector().find(large);
    REQUIRE(boxes.size() == 1);
    CHECK(holds(boxes.front(), 3000, 2000));
    CHECK(boxes.front().width == Approx(106 * 4).margin(80));
}

TEST_CASE("small faces of small pictures are found") {
    const Photographs photographs;
    if (!photographs.available()) return;
    const auto boxes = FaceDetector().find(resize_bicubic(photograph(photographs, 1), {125, 125}));
    REQUIRE(boxes.size() == 1);
    CHECK(holds(boxes.front(), 62, 62));
}

TEST_CASE("threads share a detector") {
    const Photographs photographs;
    if (!photographs.available()) return;
    const FaceDetector detector;
    std::vector<std::vector<FaceBox>> alone;
    for (std::size_t i = 0; i < photographs.files().size(); ++i)
        alone.push_back(detector.find(photograph(photographs, i)));
    std::vector<std::vector<FaceBox>> together(alone.size());
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < alone.size(); ++i)
            threads.emplace_back([&, i] { together[i] = detector.find(photograph(photographs, i)); });
    }
    CHECK(together == alone);
}

TEST_CASE("the roll of a tilted head is found, and its middle stays") {
    const Photographs photographs;
    if (!photographs.available()) return;
    const FaceDetector detector;
    for (std::size_t i = 0; i < photographs.files().size(); ++i) {
        const Picture upright = photograph(photographs, i);
        for (const double degrees : {-15.0, 15.0}) {
            CAPTURE(i, degrees);
            const double radians = degrees * std::numbers::pi / 180;
            // A window turned to the left shows the head turned to the right.
            const Picture tilted = sample(upright, {125, 125, 250, 250, -radians}, {250, 250});
            const auto boxes = detector.find(tilted);
            REQUIRE_FALSE(boxes.empty());
            CHECK(holds(boxes.front(), 125, 125));
            CHECK(boxes.front().roll == Approx(radians).margin(12 * std::numbers::pi / 180));
        }
    }
    const auto without = FaceDetector({.find_roll = false}).find(photograph(photographs, 0));
    REQUIRE_FALSE(without.empty());
    CHECK(without.front().roll == 0);
}
