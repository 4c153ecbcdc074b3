#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

#include "model/charts/axes.hpp"
#include "model/charts/charts.hpp"
#include "model/png_encoder.hpp"

namespace eigenfaces::charts {

namespace {

constexpr std::size_t n_bins = 10;

struct Bin {
    std::size_t pictures = 0;
    std::size_t right = 0;
    double probability = 0;  ///< sum
};

}  // namespace

Chart draw_reliability(const ModelFile& model) {
    const TrainingSummary& summary = model.summary();
    if (summary.test_probability.empty()) {
        return tl::unexpected(ChartError{
            "the model file does not hold the probabilities of its test: it was made by an older program; "
            "train again"});
    }
    std::array<Bin, n_bins> bins{};
    std::size_t right = 0;
    double said = 0;
    for (std::size_t i = 0; i < summary.test_probability.size(); ++i) {
        const double probability = summary.test_probability[i];
        Bin& bin = bins[std::min(static_cast<std::size_t>(probability * n_bins), n_bins - 1)];
        ++bin.pictures;
        bin.probability += probability;
        said += probability;
        if (summary.y_test[i] != summary.y_pred[i]) continue;
        ++bin.right;
        ++right;
    }
    std::size_t fullest = 1;
    for (const Bin& bin : bins)
        fullest = std::max(fullest, bin.pictures);
    const auto n = static_cast<double>(summary.test_probability.size());

    Font font;
    Canvas canvas(720, 780);
    const int left = margin + 56;
    const int width = canvas.width() - margin - 20 - left;
    const Axes rate{{left, margin + heading_height + 32, width, 400}};
    const Axes count{{left, rate.area.bottom() + 70, width, 100}, 0, 1, 0, static_cast<double>(fullest)};
    draw_heading(
        canvas, font, "How far to trust it",
        fmt::format("{:.0f} % sure on average, and {:.0f} % right, of {} held-out pictures", 100 * said / n,
                    100 * static_cast<double>(right) / n, summary.test_probability.size()));
    for (int percent = 0; percent <= 100; percent += 20) {
        rate.line_across(canvas, font, percent / 100.0, fmt::format("{} %", percent));
        rate.mark_below(canvas, font, percent / 100.0, fmt::format("{} %", percent));
        count.mark_below(canvas, font, percent / 100.0, fmt::format("{} %", percent));
    }
    canvas.text(font, "how often it is right", 14, left, rate.area.top - 14, Anchor::left, colours::ink);
    canvas.text(font, "pictures", 14, left, count.area.top - 14, Anchor::left, colours::ink);
    canvas.line(rate.at(0, 0), rate.at(1, 1), 1.5, colours::faint_ink);

    std::optional<Point> before;
    for (std::size_t i = 0; i < n_bins; ++i) {
        const Bin& bin = bins[i];
        if (bin.pictures == 0) continue;
        const auto pictures = static_cast<double>(bin.pictures);
        const Point here = rate.at(bin.probability / pictures, static_cast<double>(bin.right) / pictures);
        if (before) canvas.line(*before, here, 2, colours::accent);
        before = here;
    }
    for (std::size_t i = 0; i < n_bins; ++i) {
        const Bin& bin = bins[i];
        if (bin.pictures == 0) continue;
        const auto pictures = static_cast<double>(bin.pictures);
        const Point here = rate.at(bin.probability / pictures, static_cast<double>(bin.right) / pictures);
        canvas.disc(here, 5 + 9 * std::sqrt(pictures / static_cast<double>(fullest)), colours::accent);
        const Point upper = count.at(static_cast<double>(i) / n_bins, pictures);
        const Point lower = count.at(static_cast<double>(i + 1) / n_bins, 0);
        const Area bar{static_cast<int>(upper.x) + 2, static_cast<int>(upper.y),
                       static_cast<int>(lower.x - upper.x) - 4,
                       count.area.bottom() - static_cast<int>(upper.y)};
        canvas.fill(bar, colours::accent);
        canvas.text(font, std::to_string(bin.pictures), 14, bar.left + bar.width / 2, bar.top - 10,
                    Anchor::centre, colours::ink);
    }
    rate.base(canvas);
    count.base(canvas);
    canvas.text(font, "the probability that it gave", 14, left + width / 2, count.area.bottom() + 40,
                Anchor::centre, colours::faint_ink);
    return encode_png(canvas.picture());
}

}  // namespace eigenfaces::charts
