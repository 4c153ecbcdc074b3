#pragma once
#include <string>
#include <variant>
#include <vector>

#include "model/charts/canvas.hpp"

/// What both kinds of picture are made from.
namespace gasworks::bench {

using eigenfaces::charts::Anchor;
using eigenfaces::charts::Colour;
using eigenfaces::charts::Point;

struct Rectangle {
    Point corner;
    double width = 0;
    double height = 0;
    Colour colour;
};

struct Line {
    Point from;
    Point to;
    double thickness = 1;
    Colour colour;
};

struct Text {
    std::string text;
    int pixels = 14;
    Point middle;  ///< of its height, at the anchor
    Anchor anchor = Anchor::left;
    Colour colour;
};

/// Shapes in the order in which they are drawn. The unit is a pixel.
struct Drawing {
    double width = 0;
    double height = 0;
    std::string title;  ///< for those who don't see it
    std::string description;
    std::vector<std::variant<Rectangle, Line, Text>> shapes;
};

std::string to_svg(const Drawing& drawing);
std::string to_png(const Drawing& drawing);

}  // namespace gasworks::bench
