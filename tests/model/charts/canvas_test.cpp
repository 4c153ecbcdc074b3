#include "model/charts/canvas.hpp"

#include "tests/catch.hpp"

using namespace eigenfaces::charts;

namespace {

Colour at(const Canvas& canvas, int x, int y) {
    const std::uint8_t* pixel =
        canvas.picture().samples.data() +
        3 * (static_cast<std::size_t>(y) * canvas.picture().size.width + static_cast<std::size_t>(x));
    return {pixel[0], pixel[1], pixel[2]};
}

constexpr Colour red{200, 0, 0};

}  // namespace

TEST_CASE("an area is filled, its edge framed, and what is outside of the canvas left out") {
    Canvas canvas(20, 10);
    CHECK(at(canvas, 0, 0) == colours::paper);
    canvas.fill({2, 3, 4, 5}, red);
    CHECK(at(canvas, 2, 3) == red);
    CHECK(at(canvas, 5, 7) == red);
    CHECK(at(canvas, 6, 7) == colours::paper);
    CHECK(at(canvas, 5, 8) == colours::paper);
    canvas.frame({10, 1, 5, 5}, red);
    CHECK(at(canvas, 10, 1) == red);
    CHECK(at(canvas, 14, 5) == red);
    CHECK(at(canvas, 12, 3) == colours::paper);
    canvas.fill({-5, -5, 100, 6}, red);
    canvas.line({-10, 5}, {50, 5}, 2, red);
    CHECK(at(canvas, 19, 0) == red);
}

TEST_CASE("a line covers what is within half its thickness") {
    Canvas canvas(20, 20);
    canvas.line({2, 10}, {18, 10}, 4, red);
    CHECK(at(canvas, 10, 9) == red);
    CHECK(at(canvas, 10, 10) == red);
    CHECK(at(canvas, 10, 13) == colours::paper);
    canvas.disc({10, 3}, 2, red);
    CHECK(at(canvas, 10, 3) == red);
    CHECK(at(canvas, 14, 3) == colours::paper);
}

TEST_CASE("an image keeps its pixels where it is not scaled, and its corners where it is") {
    const std::vector<std::uint8_t> grey = {0, 50, 100, 150, 200, 250};
    Canvas canvas(40, 40);
    canvas.image({1, 2, 3, 2}, grey, 3, 2);
    CHECK(at(canvas, 1, 2) == Colour{0, 0, 0});
    CHECK(at(canvas, 2, 2) == Colour{50, 50, 50});
    CHECK(at(canvas, 3, 3) == Colour{250, 250, 250});
    canvas.image({10, 10, 12, 8}, grey, 3, 2);
    CHECK(at(canvas, 10, 10) == Colour{0, 0, 0});
    CHECK(at(canvas, 21, 17) == Colour{250, 250, 250});
    const Colour middle = at(canvas, 15, 13);
    CHECK((middle.red > 60 && middle.red < 190));
}

TEST_CASE("a text is where its anchor says, also upwards") {
    Font font;
    const int width = font.width("mm", 16);
    const auto inked = [&](const Canvas& canvas, int left, int top, int right, int bottom) {
        for (int y = top; y < bottom; ++y) {
            for (int x = left; x < right; ++x) {
                if (at(canvas, x, y) != colours::paper) return true;
            }
        }
        return false;
    };
    Canvas right(100, 100);
    right.text(font, "mm", 16, 80, 50, Anchor::right, colours::ink);
    CHECK(inked(right, 80 - width, 40, 80, 60));
    CHECK_FALSE(inked(right, 81, 0, 100, 100));
    Canvas upwards(100, 100);
    upwards.text_upwards(font, "mm", 16, 50, 90, colours::ink);
    CHECK(inked(upwards, 40, 90 - width, 60, 90));
    CHECK_FALSE(inked(upwards, 0, 91, 100, 100));
    CHECK_FALSE(inked(upwards, 0, 0, 100, 88 - width));
}
