#pragma once

#include <fmt/format.h>
#include <string>

#include "model/charts/canvas.hpp"
#include "model/charts/heading.hpp"

namespace eigenfaces::charts {

/// A plot's area, and where values are in it.
struct Axes {
    Area area;
    double x_begin = 0;
    double x_end = 1;
    double y_begin = 0;
    double y_end = 1;

    Point at(double x, double y) const {
        return {area.left + (x - x_begin) / (x_end - x_begin) * area.width,
                area.bottom() - (y - y_begin) / (y_end - y_begin) * area.height};
    }
    void line_across(Canvas& canvas, Font& font, double y, const std::string& label) const {
        const int row = static_cast<int>(at(0, y).y);
        canvas.fill({area.left, row, area.width, 1}, colours::grid);
        canvas.text(font, label, 14, area.left - 8, row, Anchor::right, colours::faint_ink);
    }
    void mark_below(Canvas& canvas, Font& font, double x, const std::string& label) const {
        const int column = static_cast<int>(at(x, 0).x);
        canvas.fill({column, area.bottom(), 1, 5}, colours::faint_ink);
        canvas.text(font, label, 14, column, area.bottom() + 16, Anchor::centre, colours::faint_ink);
    }
    void base(Canvas& canvas) const {
        canvas.fill({area.left, area.bottom(), area.width, 1}, colours::faint_ink);
    }
};

}  // namespace eigenfaces::charts
