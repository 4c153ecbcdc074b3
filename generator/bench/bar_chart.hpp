#pragma once
#include <string>
#include <vector>

namespace gasworks::bench {

/// Seconds.
struct Bar {
    std::string label;
    double mean = 0;
    double deviation = 0;
    bool is_highlighted = false;
};

/// Bars from left to right with error bars, one below the other; on a logarithmic axis where the longest mean
/// is more than 30 times the shortest.
struct BarChart {
    std::string title;
    std::string subtitle;
    std::vector<Bar> bars;
};

/// One picture of it, as a document and as pixels (of twice the size).
std::string to_svg(const BarChart& chart);
std::string to_png(const BarChart& chart);

/// "0.53 ms", "35.7 s": three digits.
std::string duration_text(double seconds);

}  // namespace gasworks::bench
