#include "model/charts/canvas.hpp"

#include <algorithm>
#include <cmath>

namespace eigenfaces::charts {

namespace {

std::uint8_t mixed(std::uint8_t from, std::uint8_t to, double share) {
    return static_cast<std::uint8_t>(std::lround(from + (to - from) * share));
}

double distance_to_line(Point p, Point from, Point to) {
    const double dx = to.x - from.x;
    const double dy = to.y - from.y;
    const double square = dx * dx + dy * dy;
    const double along =
        square == 0 ? 0 : std::clamp(((p.x - from.x) * dx + (p.y - from.y) * dy) / square, 0.0, 1.0);
    return std::hypot(p.x - from.x - along * dx, p.y - from.y - along * dy);
}

}  // namespace

Colour between(Colour from, Colour to, double share) {
    share = std::clamp(share, 0.0, 1.0);
    return {mixed(from.red, to.red, share), mixed(from.green, to.green, share),
            mixed(from.blue, to.blue, share)};
}

Canvas::Canvas(int width, int height)
    : picture_{{static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height)},
               3,
               std::vector<std::uint8_t>(
                   3 * static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 255)} {}

void Canvas::blend(int x, int y, Colour colour, double share) {
    if (x < 0 || y < 0 || x >= width() || y >= height()) return;
    std::uint8_t* pixel = picture_.samples.data() + 3 * (static_cast<std::size_t>(y) * picture_.size.width +
                                                         static_cast<std::size_t>(x));
    const Colour result = between({pixel[0], pixel[1], pixel[2]}, colour, share);
    pixel[0] = result.red;
    pixel[1] = result.green;
    pixel[2] = result.blue;
}

void Canvas::fill(const Area& area, Colour colour) {
    for (int y = area.top; y < area.bottom(); ++y) {
        for (int x = area.left; x < area.right(); ++x)
            blend(x, y, colour, 1);
    }
}

void Canvas::frame(const Area& area, Colour colour, int thickness) {
    fill({area.left, area.top, area.width, thickness}, colour);
    fill({area.left, area.bottom() - thickness, area.width, thickness}, colour);
    fill({area.left, area.top, thickness, area.height}, colour);
    fill({area.right() - thickness, area.top, thickness, area.height}, colour);
}

void Canvas::line(Point from, Point to, double thickness, Colour colour) {
    const double radius = thickness / 2;
    const int left = static_cast<int>(std::floor(std::min(from.x, to.x) - radius - 1));
    const int right = static_cast<int>(std::ceil(std::max(from.x, to.x) + radius + 1));
    const int top = static_cast<int>(std::floor(std::min(from.y, to.y) - radius - 1));
    const int bottom = static_cast<int>(std::ceil(std::max(from.y, to.y) + radius + 1));
    for (int y = top; y <= bottom; ++y) {
        for (int x = left; x <= right; ++x) {
            const double distance = distance_to_line({x + 0.5, y + 0.5}, from, to);
            const double share = std::clamp(radius + 0.5 - distance, 0.0, 1.0);
            if (share > 0) blend(x, y, colour, share);
        }
    }
}

void Canvas::disc(Point centre, double radius, Colour colour) {
    line(centre, centre, 2 * radius, colour);
}

void Canvas::image(const Area& area, std::span<const std::uint8_t> grey, int columns, int rows) {
    const auto value = [&](int column, int row) {
        const auto at = std::clamp(row, 0, rows - 1) * columns + std::clamp(column, 0, columns - 1);
        return static_cast<double>(grey[static_cast<std::size_t>(at)]);
    };
    for (int y = 0; y < area.height; ++y) {
        const double v = (y + 0.5) * rows / area.height - 0.5;
        const int row = static_cast<int>(std::floor(v));
        for (int x = 0; x < area.width; ++x) {
            const double u = (x + 0.5) * columns / area.width - 0.5;
            const int column = static_cast<int>(std::floor(u));
            const double above = std::lerp(value(column, row), value(column + 1, row), u - column);
            const double below = std::lerp(value(column, row + 1), value(column + 1, row + 1), u - column);
            const auto level = static_cast<std::uint8_t>(std::lround(std::lerp(above, below, v - row)));
            blend(area.left + x, area.top + y, {level, level, level}, 1);
        }
    }
}

void Canvas::place(int left, int top, const Picture& picture) {
    const auto columns = static_cast<int>(picture.size.width);
    const auto rows = static_cast<int>(picture.size.height);
    const std::uint8_t* pixel = picture.samples.data();
    for (int y = 0; y < rows; ++y) {
        for (int x = 0; x < columns; ++x, pixel += 3)
            blend(left + x, top + y, {pixel[0], pixel[1], pixel[2]}, 1);
    }
}

void Canvas::text(Font& font, std::string_view text, int pixels, int x, int middle, Anchor anchor,
                  Colour colour) {
    const Mask mask = font.draw(text, pixels);
    const int left = anchor == Anchor::left     ? x
                     : anchor == Anchor::centre ? x - mask.width / 2
                                                : x - mask.width;
    const int top = middle - mask.height / 2;
    for (int row = 0; row < mask.height; ++row) {
        for (int column = 0; column < mask.width; ++column) {
            const auto coverage = mask.coverage[mask.position(column, row)];
            if (coverage > 0) blend(left + column, top + row, colour, coverage / 255.0);
        }
    }
}

void Canvas::text_upwards(Font& font, std::string_view text, int pixels, int middle, int bottom,
                          Colour colour) {
    const Mask mask = font.draw(text, pixels);
    const int left = middle - mask.height / 2;
    for (int row = 0; row < mask.height; ++row) {
        for (int column = 0; column < mask.width; ++column) {
            const auto coverage = mask.coverage[mask.position(column, row)];
            if (coverage > 0) blend(left + row, bottom - 1 - column, colour, coverage / 255.0);
        }
    }
}

}  // namespace eigenfaces::charts
