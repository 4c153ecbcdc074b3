#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "model/charts/axes.hpp"
#include "model/charts/charts.hpp"
#include "model/png_encoder.hpp"

namespace eigenfaces::charts {

namespace {

/// 1, 2 or 5 times a power of ten, so that at most `most` steps fill `range`.
double step_for(double range, int most) {
    double step = std::pow(10.0, std::floor(std::log10(range / most)));
    while (range / step > most) {
        for (const double factor : {2.0, 2.5, 2.0}) {
            if (range / step <= most) break;
            step *= factor;
        }
    }
    return step;
}

}  // namespace

Chart draw_variance(const ModelFile& model) {
    const auto variances = model.explained_variance();
    const std::size_t n = variances.size();
    double kept = 0;
    for (const double variance : variances)
        kept += variance;
    const bool known = model.total_variance() > 0;
    const double total = std::max(known ? model.total_variance() : kept, kept);

    Font font;
    Canvas canvas(860, 640);
    const Area inside{margin + 48, margin + heading_height + 28, canvas.width() - 2 * margin - 60, 0};
    const double components = static_cast<double>(n);
    const Axes sum{{inside.left, inside.top, inside.width, 250}, 0, components, 0, 1};
    const double largest = std::max(variances[0] / total, 1e-6);
    const double each_step = step_for(100 * largest, 4) / 100;
    const Axes each{{inside.left, sum.area.bottom() + 70, inside.width, 140},
                    0,
                    components,
                    0,
                    std::ceil(largest / each_step) * each_step};
    draw_heading(canvas, font, "Explained variance",
                 known ? fmt::format("{} eigenfaces explain {:.1f} % of what makes the faces differ", n,
                                     100 * kept / total)
                       : fmt::format("shares of what the {} kept eigenfaces explain", n));

    for (int percent = 0; percent <= 100; percent += 25)
        sum.line_across(canvas, font, percent / 100.0, fmt::format("{} %", percent));
    for (int i = 0; i * each_step <= each.y_end * 1.001; ++i)
        each.line_across(canvas, font, i * each_step, fmt::format("{:g} %", 100 * i * each_step));
    canvas.text(font, "all up to a component", 14, sum.area.left, sum.area.top - 12, Anchor::left,
                colours::ink);
    canvas.text(font, "each component", 14, each.area.left, each.area.top - 14, Anchor::left, colours::ink);

    double share = 0;
    Point before = sum.at(0, 0);
    for (std::size_t i = 0; i < n; ++i) {
        const double x = static_cast<double>(i);
        share += variances[i] / total;
        const Point here = sum.at(x + 1, share);
        canvas.line(before, here, 3, colours::accent);
        before = here;
        const Point left = each.at(x, variances[i] / total);
        const Point right = each.at(x + 1, 0);
        const int begin = static_cast<int>(left.x);
        const int width = std::max(static_cast<int>(right.x) - begin - (n <= 200 ? 1 : 0), 1);
        canvas.fill({begin, static_cast<int>(left.y), width, each.area.bottom() - static_cast<int>(left.y)},
                    colours::accent);
    }
    const double step = std::max(step_for(components, 10), 1.0);
    for (double x = 0; x <= components; x += step) {
        sum.mark_below(canvas, font, x, fmt::format("{:g}", x));
        each.mark_below(canvas, font, x, fmt::format("{:g}", x));
    }
    sum.base(canvas);
    each.base(canvas);
    canvas.text(font, "components", 14, each.area.left + each.area.width / 2, each.area.bottom() + 40,
                Anchor::centre, colours::faint_ink);
    return encode_png(canvas.picture());
}

}  // namespace eigenfaces::charts
