#pragma once

#include <string>

#include "model/charts/canvas.hpp"

namespace eigenfaces::charts {

/// Around everything that is drawn.
inline constexpr int margin = 28;
/// Below the margin, for draw_heading().
inline constexpr int heading_height = 68;
inline constexpr int text_pixels = 16;

/// A title, and a line that says what is to be seen.
inline void draw_heading(Canvas& canvas, Font& font, const std::string& title, const std::string& subtitle) {
    const int widest = canvas.width() - 2 * margin;
    canvas.text(font, font.fit(title, 24, widest), 24, margin, margin + 14, Anchor::left, colours::ink);
    canvas.text(font, font.fit(subtitle, text_pixels, widest), text_pixels, margin, margin + 46, Anchor::left,
                colours::faint_ink);
}

}  // namespace eigenfaces::charts
