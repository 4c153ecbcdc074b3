#include "model/charts/sample_chart.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <stdexcept>

#include "model/bicubic.hpp"
#include "model/charts/heading.hpp"
#include "model/png_encoder.hpp"

namespace eigenfaces::charts {

namespace {

/// As wide to high as the window that training takes of LFW's pictures.
constexpr PictureSize tile_size{128, 170};
constexpr std::size_t most_columns = 6;
constexpr int gap = 28;
constexpr int line_height = 22;
constexpr int line_pixels = 16;

}  // namespace

Picture sample_tile(const Picture& face) {
    Picture tile = resize_bicubic(face, tile_size);
    if (tile.channels == 3) return tile;
    Picture colour{tile.size, 3, {}};
    colour.samples.reserve(3 * tile.samples.size());
    for (const std::uint8_t grey : tile.samples)
        colour.samples.insert(colour.samples.end(), 3, grey);
    return colour;
}

std::string draw_samples(const std::vector<SampleFace>& faces, std::uint64_t people, std::uint64_t pictures) {
    if (faces.empty()) throw std::invalid_argument("draw_samples() needs a face");
    constexpr int width = tile_size.width;
    constexpr int height = tile_size.height;
    const int columns =
        static_cast<int>(std::min(faces.size(), faces.size() <= 12 ? std::size_t{4} : most_columns));
    const int rows = (static_cast<int>(faces.size()) + columns - 1) / columns;
    constexpr int row_height = height + 2 * line_height + gap;
    // The heading must fit, even above one face.
    const int content = std::max(columns * (width + gap) - gap, 460);
    Canvas canvas(content + 2 * margin, 2 * margin + heading_height + rows * row_height - gap);
    Font font;
    draw_heading(canvas, font, "Sample faces",
                 fmt::format("of {} of {} people; {} pictures in all", faces.size(), people, pictures));
    for (int i = 0; i < static_cast<int>(faces.size()); ++i) {
        const SampleFace& face = faces[static_cast<std::size_t>(i)];
        const int left = margin + i % columns * (width + gap);
        const int top = margin + heading_height + i / columns * row_height;
        canvas.place(left, top, face.tile);
        const auto line = [&](int number, const std::string& text, Colour colour) {
            canvas.text(font, font.fit(text, line_pixels, width + gap - 4), line_pixels, left + width / 2,
                        top + height + number * line_height + line_height / 2 + 3, Anchor::centre, colour);
        };
        line(0, face.name, colours::ink);
        line(1, fmt::format("{} pictures", face.pictures), colours::faint_ink);
    }
    return encode_png(canvas.picture());
}

}  // namespace eigenfaces::charts
