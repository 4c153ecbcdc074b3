#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "model/charts/charts.hpp"
#include "model/charts/heading.hpp"
#include "model/png_encoder.hpp"

namespace eigenfaces::charts {

namespace {

constexpr int scale = 4;
constexpr int gap = 20;
constexpr int line_height = 22;
constexpr int line_pixels = 15;
constexpr std::size_t most_columns = 6;

/// A face with what stands below it.
struct Tile {
    std::vector<std::uint8_t> grey;
    std::vector<std::string> lines;
    Colour colour = colours::ink;  ///< of the lines
};

/// Faces are drawn by their own width and height; those of a foreign model file may be any.
tl::expected<void, ChartError> check_face_size(const ModelFile& model) {
    const Preprocessing& faces = model.preprocessing();
    constexpr std::uint32_t largest = 256;
    const bool fits = faces.face_width > 0 && faces.face_height > 0 && faces.face_width <= largest &&
                      faces.face_height <= largest &&
                      std::size_t{faces.face_width} * faces.face_height == model.n_features();
    if (fits) return {};
    return tl::unexpected(
        ChartError{fmt::format("the model's faces can't be drawn: they have {} x {} pixels and {} features",
                               faces.face_width, faces.face_height, model.n_features())});
}

std::vector<std::uint8_t> grey_of(std::span<const float> values, double black, double white) {
    std::vector<std::uint8_t> grey;
    grey.reserve(values.size());
    const double range = white > black ? white - black : 1;
    for (const float value : values) {
        const double level = (static_cast<double>(value) - black) / range;
        grey.push_back(static_cast<std::uint8_t>(std::lround(255 * std::clamp(level, 0.0, 1.0))));
    }
    return grey;
}

std::string draw_tiles(const ModelFile& model, const std::string& title, const std::string& subtitle,
                       const std::vector<Tile>& tiles) {
    const int width = static_cast<int>(model.preprocessing().face_width);
    const int height = static_cast<int>(model.preprocessing().face_height);
    const int lines = static_cast<int>(tiles.front().lines.size());
    const int columns =
        static_cast<int>(std::min(tiles.size(), tiles.size() <= 12 ? std::size_t{4} : most_columns));
    const int rows = (static_cast<int>(tiles.size()) + columns - 1) / columns;
    const int tile_width = std::max(width * scale, 148);
    const int tile_height = height * scale + lines * line_height + gap;
    // A heading must fit, even above one face.
    const int content = std::max(columns * (tile_width + gap) - gap, 460);
    Canvas canvas(content + 2 * margin, 2 * margin + heading_height + rows * tile_height - gap);
    Font font;
    draw_heading(canvas, font, title, subtitle);
    for (int i = 0; i < static_cast<int>(tiles.size()); ++i) {
        const Tile& tile = tiles[static_cast<std::size_t>(i)];
        const int left = margin + i % columns * (tile_width + gap);
        const int top = margin + heading_height + i / columns * tile_height;
        const Area face{left + (tile_width - width * scale) / 2, top, width * scale, height * scale};
        canvas.image(face, tile.grey, width, height);
        if (tile.colour != colours::ink)
            canvas.frame({face.left - 3, face.top - 3, face.width + 6, face.height + 6}, tile.colour, 3);
        int middle = face.bottom() + line_height / 2 + 4;
        for (const std::string& line : tile.lines) {
            canvas.text(font, font.fit(line, line_pixels, tile_width + gap - 4), line_pixels,
                        left + tile_width / 2, middle, Anchor::centre, tile.colour);
            middle += line_height;
        }
    }
    return encode_png(canvas.picture());
}

/// As scikit-learn's example names people in little room.
std::string last_name(const std::string& name) {
    const auto space = name.rfind(' ');
    return space == std::string::npos || space + 1 == name.size() ? name : name.substr(space + 1);
}

/// A test face as the features that it was predicted from, but for rounding.
std::vector<double> features_of(const ModelFile& model, std::size_t face) {
    const auto row = model.test_faces().subspan(face * model.n_features(), model.n_features());
    std::vector<double> features(row.begin(), row.end());
    for (double& value : features)
        value /= 255;
    return features;
}

bool passes(const PredictionFilter& filter, const std::string& actual, const std::string& predicted) {
    return !(filter.mistakes && actual == predicted) && (!filter.shows || *filter.shows == actual) &&
           (!filter.named_as || *filter.named_as == predicted);
}

ChartError no_test_faces() {
    return {"the model file holds no faces of its test: it was made by an older program; train again"};
}

}  // namespace

Chart draw_mean_face(const ModelFile& model) {
    if (auto drawable = check_face_size(model); !drawable) return tl::unexpected(drawable.error());
    const auto mean = model.mean();
    const auto [least, most] = std::minmax_element(mean.begin(), mean.end());
    const Tile tile{grey_of(mean, static_cast<double>(*least), static_cast<double>(*most)), {""}};
    return draw_tiles(model, "Mean face",
                      fmt::format("of {} pictures of {} people", model.summary().n_train, model.n_classes()),
                      {tile});
}

Chart draw_eigenfaces(const ModelFile& model, std::size_t first, std::size_t count) {
    if (auto drawable = check_face_size(model); !drawable) return tl::unexpected(drawable.error());
    if (first < 1 || first > model.n_components()) {
        return tl::unexpected(ChartError{
            fmt::format("the model has eigenfaces 1 to {}, and no number {}", model.n_components(), first)});
    }
    count = std::clamp<std::size_t>(count, 1, most_faces);
    const std::size_t end = std::min(first - 1 + count, model.n_components());
    double total = model.total_variance();
    if (total <= 0) {
        for (const double variance : model.explained_variance())
            total += variance;
    }
    std::vector<Tile> tiles;
    for (std::size_t i = first - 1; i < end; ++i) {
        const auto component = model.components().subspan(i * model.n_features(), model.n_features());
        double largest = 0;
        for (const float value : component)
            largest = std::max(largest, std::abs(static_cast<double>(value)));
        tiles.push_back({grey_of(component, -largest, largest),
                         {fmt::format("{}: {:.1f} %", i + 1, 100 * model.explained_variance()[i] / total)}});
    }
    return draw_tiles(model, "Eigenfaces",
                      fmt::format("{} to {} of {}, and their share of the {}variance", first, end,
                                  model.n_components(), model.total_variance() > 0 ? "" : "kept "),
                      tiles);
}

Chart draw_predictions(const ModelFile& model, std::size_t count, const PredictionFilter& filter) {
    if (auto drawable = check_face_size(model); !drawable) return tl::unexpected(drawable.error());
    if (model.test_face_index().empty()) return tl::unexpected(no_test_faces());
    const TrainingSummary& summary = model.summary();
    count = std::clamp<std::size_t>(count, 1, most_faces);
    std::vector<Tile> tiles;
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < summary.y_test.size(); ++i)
        wrong += summary.y_test[i] != summary.y_pred[i] ? 1U : 0U;
    for (std::size_t i = 0; i < model.test_face_index().size() && tiles.size() < count; ++i) {
        const std::size_t sample = model.test_face_index()[i];
        const bool right = summary.y_test[sample] == summary.y_pred[sample];
        if (!passes(filter, summary.names[summary.y_test[sample]], summary.names[summary.y_pred[sample]]))
            continue;
        const auto pixels = model.test_faces().subspan(i * model.n_features(), model.n_features());
        std::string predicted = "predicted: " + last_name(summary.names[summary.y_pred[sample]]);
        std::string actual = "true: " + last_name(summary.names[summary.y_test[sample]]);
        tiles.push_back({{pixels.begin(), pixels.end()},
                         {std::move(predicted), std::move(actual)},
                         right ? colours::ink : colours::wrong});
        if (!summary.test_probability.empty()) {
            tiles.back().lines.push_back(
                fmt::format("{:.0f} % sure", 100 * summary.test_probability[sample]));
        }
    }
    if (tiles.empty()) {
        return tl::unexpected(
            ChartError{"none of the held-out pictures that the model file keeps is of this kind"});
    }
    return draw_tiles(model, filter.mistakes ? "Mistakes" : "Predictions",
                      fmt::format("{} of the {} held-out pictures, of which {} were named wrongly",
                                  tiles.size(), summary.y_test.size(), wrong),
                      tiles);
}

Chart draw_rebuilt_face(const ModelFile& model, std::size_t face, std::size_t n_components) {
    if (auto drawable = check_face_size(model); !drawable) return tl::unexpected(drawable.error());
    if (model.test_face_index().empty()) return tl::unexpected(no_test_faces());
    if (face >= model.test_face_index().size()) {
        return tl::unexpected(
            ChartError{fmt::format("the model file has the faces 0 to {} of its test, and no {}",
                                   model.test_face_index().size() - 1, face)});
    }
    const std::size_t d = model.n_features();
    n_components = std::min(n_components, model.n_components());
    std::vector<double> centred = features_of(model, face);
    std::vector<double> rebuilt(model.mean().begin(), model.mean().end());
    for (std::size_t j = 0; j < d; ++j)
        centred[j] -= rebuilt[j];
    for (std::size_t i = 0; i < n_components; ++i) {
        const auto component = model.components().subspan(i * d, d);
        double coordinate = 0;
        for (std::size_t j = 0; j < d; ++j)
            coordinate += static_cast<double>(component[j]) * centred[j];
        for (std::size_t j = 0; j < d; ++j)
            rebuilt[j] += coordinate * static_cast<double>(component[j]);
    }
    const auto original = model.test_faces().subspan(face * d, d);
    const std::vector<float> values(rebuilt.begin(), rebuilt.end());
    const std::string& name = model.names()[model.summary().y_test[model.test_face_index()[face]]];
    return draw_tiles(
        model, "A face rebuilt",
        fmt::format("from the mean face and {} of {} eigenfaces", n_components, model.n_components()),
        {{{original.begin(), original.end()}, {last_name(name)}},
         {grey_of(values, 0, 1), {fmt::format("from {}", n_components)}}});
}

}  // namespace eigenfaces::charts
