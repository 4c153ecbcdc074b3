#include "model/charts/font.hpp"

#include <algorithm>

#include "tests/catch.hpp"

using namespace eigenfaces::charts;

namespace {

std::size_t ink(const Mask& mask) {
    return static_cast<std::size_t>(
        std::count_if(mask.coverage.begin(), mask.coverage.end(), [](std::uint8_t c) { return c > 0; }));
}

}  // namespace

TEST_CASE("a text is as wide as its letters, and as high as its size says") {
    Font font;
    CHECK(font.width("", 16) == 0);
    CHECK(font.width("mmmm", 16) == 4 * font.width("m", 16));
    CHECK(font.width("Ada", 32) > font.width("Ada", 16));
    CHECK(font.draw("a", 16).height == font.draw("Ag\u00C4", 16).height);
    CHECK(ink(font.draw("Ada", 16)) > 50);
    CHECK(ink(font.draw(" ", 16)) == 0);
}

TEST_CASE("letters beyond ASCII are drawn, each as itself") {
    Font font;
    const std::vector<std::string> names = {"Schr\u00F6der", "\u0418\u0432\u0430\u043D", "\u0391\u03B4\u03B1",
                                            "\u0141ukasz"};
    for (const std::string& name : names)
        CHECK(ink(font.draw(name, 16)) > 50);
    CHECK(font.draw("\u00F6", 16).coverage != font.draw("o", 16).coverage);
}

TEST_CASE("what is no text is drawn all the same") {
    Font font;
    for (const char* text : {"\xFF\xFE", "\xC3", "a\nb", "\xF0\x9F\x98", "\x01"})
        CHECK(ink(font.draw(text, 16)) > 0);
}

TEST_CASE("a text that is too wide is cut between two letters") {
    Font font;
    CHECK(font.fit("Ada", 16, 200) == "Ada");
    const std::string cut = font.fit("\u00F6\u00F6\u00F6\u00F6\u00F6\u00F6\u00F6\u00F6", 16, 50);
    CHECK(cut.ends_with("\u2026"));
    CHECK(cut.starts_with("\u00F6"));
    CHECK(font.width(cut, 16) <= 50);
    CHECK(font.fit("Ada", 16, 1).empty());
}
