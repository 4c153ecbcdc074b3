#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "model/charts/font.hpp"
#include "model/picture.hpp"

namespace eigenfaces::charts {

struct Colour {
    std::uint8_t red = 0;
    std::uint8_t green = 0;
    std::uint8_t blue = 0;

    bool operator==(const Colour&) const = default;
};

/// `share` of 0 is `from`, 1 is `to`.
Colour between(Colour from, Colour to, double share);

namespace colours {
inline constexpr Colour paper{255, 255, 255};
inline constexpr Colour ink{31, 35, 40};
inline constexpr Colour faint_ink{89, 99, 110};
inline constexpr Colour grid{222, 227, 232};
inline constexpr Colour accent{9, 105, 178};
inline constexpr Colour wrong{190, 30, 45};
}  // namespace colours

/// A rectangle in pixels; x to the right, y down.
struct Area {
    int left = 0;
    int top = 0;
    int width = 0;
    int height = 0;

    int right() const { return left + width; }
    int bottom() const { return top + height; }
};

struct Point {
    double x = 0;
    double y = 0;
};

enum class Anchor { left, centre, right };

/// A white RGB picture to draw on. What lies outside of it is left out.
class Canvas {
  public:
    Canvas(int width, int height);

    int width() const { return static_cast<int>(picture_.size.width); }
    int height() const { return static_cast<int>(picture_.size.height); }
    const Picture& picture() const { return picture_; }

    void fill(const Area& area, Colour colour);
    /// The one pixel wide edge inside of an area.
    void frame(const Area& area, Colour colour, int thickness = 1);
    /// A line with round ends.
    void line(Point from, Point to, double thickness, Colour colour);
    void disc(Point centre, double radius, Colour colour);
    /// Grey values, row by row, scaled to an area (bilinear).
    void image(const Area& area, std::span<const std::uint8_t> grey, int columns, int rows);
    /// An RGB picture as it is.
    void place(int left, int top, const Picture& picture);

    /// One line; `x` is where the anchor is, `middle` its middle in height.
    void text(Font& font, std::string_view text, int pixels, int x, int middle, Anchor anchor, Colour colour);
    /// The same, read from below; it ends at `top` or begins at `bottom`.
    void text_upwards(Font& font, std::string_view text, int pixels, int middle, int bottom, Colour colour);

  private:
    void blend(int x, int y, Colour colour, double share);

    Picture picture_;
};

}  // namespace eigenfaces::charts
