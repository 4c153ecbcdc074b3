#include "generator/bench/bar_chart.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "generator/bench/drawing.hpp"

namespace gasworks::bench {

namespace {

namespace colours = eigenfaces::charts::colours;

constexpr Colour other_bar{160, 170, 182};
constexpr double margin = 24;
constexpr double heading = 76;
constexpr double row = 27;
constexpr double bar_height = 17;
constexpr double plot_width = 620;
constexpr double values_width = 90;
constexpr int label_pixels = 13;

/// Where a number of seconds is, from left to right.
class Axis {
  public:
    Axis(const std::vector<Bar>& bars, double left) : left_(left) {
        double shortest = 0;
        for (const Bar& bar : bars) {
            longest_ = std::max(longest_, bar.mean + bar.deviation);
            if (bar.mean > 0) shortest = shortest == 0 ? bar.mean : std::min(shortest, bar.mean);
        }
        if (longest_ <= 0) longest_ = 1;
        constexpr double worth_a_logarithm = 30;
        is_logarithmic_ = shortest > 0 && longest_ > worth_a_logarithm * shortest;
        if (is_logarithmic_) {
            // A whole power of ten below the shortest, so that its bar is to be seen.
            begin_ = std::pow(10, std::floor(std::log10(shortest)));
            if (begin_ > shortest / 2) begin_ /= 10;
        }
    }

    bool is_logarithmic() const { return is_logarithmic_; }
    double begin() const { return begin_; }

    double at(double seconds) const {
        const double share = is_logarithmic_
                                 ? std::log(std::max(seconds, begin_) / begin_) / std::log(longest_ / begin_)
                                 : seconds / longest_;
        return left_ + plot_width * std::min(share, 1.0);
    }

    std::vector<double> marks() const {
        std::vector<double> marks;
        if (is_logarithmic_) {
            for (double mark = begin_; mark <= longest_; mark *= 10)
                marks.push_back(mark);
            return marks;
        }
        // 1, 2 or 5 times a power of ten, so that there are 3 to 7.
        const double power = std::pow(10, std::floor(std::log10(longest_ / 3)));
        double step = power;
        for (const double factor : {2.0, 5.0}) {
            if (longest_ / step > 7) step = factor * power;
        }
        for (int i = 0; i * step <= longest_; ++i)
            marks.push_back(i * step);
        return marks;
    }

  private:
    double left_;
    double begin_ = 0;
    double longest_ = 0;
    bool is_logarithmic_ = false;
};

/// 0.001 is "1 ms"; what is marked on an axis is short.
std::string mark_text(double seconds) {
    std::array<char, 32> text{};
    const char* unit = seconds >= 1 || seconds == 0 ? " s" : seconds >= 1e-3 ? " ms" : " µs";
    const double scale = seconds >= 1 || seconds == 0 ? 1 : seconds >= 1e-3 ? 1e3 : 1e6;
    const int length = std::snprintf(text.data(), text.size(), "%g%s", seconds * scale, unit);
    return {text.data(), static_cast<std::size_t>(length)};
}

Drawing draw(const BarChart& chart) {
    eigenfaces::charts::Font font;
    double labels = 0;
    for (const Bar& bar : chart.bars)
        labels = std::max(labels, static_cast<double>(font.width(bar.label, label_pixels)));
    // Where a browser has another font, it may be wider.
    const double left = margin + labels * 1.08 + 10;
    const double bottom = heading + row * static_cast<double>(chart.bars.size());
    const Axis axis(chart.bars, left);

    Drawing drawing;
    drawing.width = left + plot_width + values_width + margin;
    drawing.height = bottom + 56;
    drawing.title = chart.title;
    drawing.description = chart.subtitle;
    auto& shapes = drawing.shapes;
    shapes.emplace_back(Text{chart.title, 20, {margin, margin + 4}, Anchor::left, colours::ink});
    shapes.emplace_back(Text{chart.subtitle, 13, {margin, margin + 30}, Anchor::left, colours::faint_ink});
    for (const double mark : axis.marks()) {
        const double x = axis.at(mark);
        shapes.emplace_back(Line{{x, heading - 4}, {x, bottom}, 1, colours::grid});
        shapes.emplace_back(
            Text{mark_text(mark), label_pixels, {x, bottom + 16}, Anchor::centre, colours::faint_ink});
    }
    shapes.emplace_back(Text{axis.is_logarithmic() ? "time of a request, logarithmic" : "time of a request",
                             label_pixels,
                             {left + plot_width / 2, bottom + 38},
                             Anchor::centre,
                             colours::faint_ink});
    double middle = heading + row / 2;
    for (const Bar& bar : chart.bars) {
        const double end = axis.at(bar.mean);
        const double low = axis.at(std::max(bar.mean - bar.deviation, axis.begin()));
        const double high = axis.at(bar.mean + bar.deviation);
        shapes.emplace_back(Text{bar.label,
                                 label_pixels,
                                 {left - 8, middle},
                                 Anchor::right,
                                 bar.is_highlighted ? colours::accent : colours::ink});
        shapes.emplace_back(Rectangle{{left, middle - bar_height / 2},
                                      end - left,
                                      bar_height,
                                      bar.is_highlighted ? colours::accent : other_bar});
        if (bar.deviation > 0) {
            shapes.emplace_back(Line{{low, middle}, {high, middle}, 1.2, colours::ink});
            for (const double x : {low, high})
                shapes.emplace_back(Line{{x, middle - 4}, {x, middle + 4}, 1.2, colours::ink});
        }
        shapes.emplace_back(Text{duration_text(bar.mean),
                                 label_pixels,
                                 {std::max(end, high) + 8, middle},
                                 Anchor::left,
                                 colours::ink});
        middle += row;
    }
    shapes.emplace_back(Line{{left, heading - 4}, {left, bottom}, 1, colours::faint_ink});
    return drawing;
}

}  // namespace

std::string to_svg(const BarChart& chart) {
    return to_svg(draw(chart));
}

std::string to_png(const BarChart& chart) {
    return to_png(draw(chart));
}

std::string duration_text(double seconds) {
    const bool is_short = seconds < 1;
    const double value = is_short ? 1e3 * seconds : seconds;
    const int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
    std::array<char, 32> text{};
    const int length =
        std::snprintf(text.data(), text.size(), "%.*f %s", decimals, value, is_short ? "ms" : "s");
    return {text.data(), static_cast<std::size_t>(length)};
}

}  // namespace gasworks::bench
