#include <algorithm>
#include <fmt/format.h>

#include "model/charts/charts.hpp"
#include "model/charts/heading.hpp"
#include "model/evaluation.hpp"
#include "model/png_encoder.hpp"

namespace eigenfaces::charts {

namespace {

constexpr int widest_name = 230;
constexpr int gap = 10;

int widest(Font& font, const std::vector<std::string>& names, int pixels) {
    int width = 0;
    for (const std::string& name : names)
        width = std::max(width, font.width(name, pixels));
    return std::min(width, widest_name);
}

}  // namespace

Chart draw_confusion(const ModelFile& model) {
    const TrainingSummary& summary = model.summary();
    const int n = static_cast<int>(model.n_classes());
    if (model.n_classes() > most_people) {
        return tl::unexpected(ChartError{fmt::format(
            "the model knows {} people; a confusion matrix is drawn of at most {}", n, most_people)});
    }
    if (summary.y_test.empty())
        return tl::unexpected(ChartError{"the model file does not say how its test went"});

    Font font;
    const int cell = std::clamp(900 / n, 16, 72);
    const int pixels = std::clamp(cell * 2 / 3, 10, text_pixels);
    const int labels = widest(font, summary.names, pixels);
    const int left = margin + 24 + labels + gap;
    const int top = margin + heading_height;
    const int side = n * cell;
    const int width = std::max(left + side + margin, 560);
    Canvas canvas(width, top + side + gap + labels + 30 + margin);
    std::size_t right = 0;
    for (std::size_t i = 0; i < summary.y_test.size(); ++i)
        right += summary.y_test[i] == summary.y_pred[i] ? 1U : 0U;
    draw_heading(canvas, font, "Confusion matrix",
                 fmt::format("{} of {} held-out pictures were named right ({:.1f} %)", right,
                             summary.y_test.size(), 100 * summary.test_accuracy()));

    const ConfusionMatrix counts = confusion_matrix(summary.y_test, summary.y_pred, model.n_classes());
    for (int row = 0; row < n; ++row) {
        const auto& of_person = counts[static_cast<std::size_t>(row)];
        std::size_t pictures = 0;
        for (const std::size_t count : of_person)
            pictures += count;
        for (int column = 0; column < n; ++column) {
            const std::size_t count = of_person[static_cast<std::size_t>(column)];
            const double share =
                pictures == 0 ? 0 : static_cast<double>(count) / static_cast<double>(pictures);
            const Area area{left + column * cell, top + row * cell, cell, cell};
            const Colour full = row == column ? colours::accent : colours::wrong;
            canvas.fill(area, between(colours::paper, full, share));
            if (count > 0 && cell >= 16) {
                canvas.text(font, std::to_string(count), pixels, area.left + cell / 2, area.top + cell / 2,
                            Anchor::centre, share > 0.55 ? colours::paper : colours::ink);
            }
        }
        const std::string name = font.fit(summary.names[static_cast<std::size_t>(row)], pixels, labels);
        const int middle = top + row * cell + cell / 2;
        canvas.text(font, name, pixels, left - gap, middle, Anchor::right, colours::ink);
        const int bottom = top + side + gap + font.width(name, pixels);
        canvas.text_upwards(font, name, pixels, left + row * cell + cell / 2, bottom, colours::ink);
    }
    for (int i = 0; i <= n; ++i) {
        canvas.fill({left + i * cell, top, 1, side + 1}, colours::grid);
        canvas.fill({left, top + i * cell, side + 1, 1}, colours::grid);
    }
    canvas.text_upwards(font, "in the picture", text_pixels, margin + 8,
                        top + (side + font.width("in the picture", text_pixels)) / 2, colours::faint_ink);
    canvas.text(font, "the name that the model gave", text_pixels, left + side / 2,
                top + side + gap + labels + 22, Anchor::centre, colours::faint_ink);
    return encode_png(canvas.picture());
}

}  // namespace eigenfaces::charts
