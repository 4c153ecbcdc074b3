#include "generator/bench/drawing.hpp"

#include <array>
#include <cmath>
#include <cstdio>

#include "model/png_encoder.hpp"

namespace gasworks::bench {

namespace {

/// Of twice the size: readable on dense screens and in print.
constexpr int png_scale = 2;

std::string number(double value) {
    std::array<char, 32> text{};
    const int length = std::snprintf(text.data(), text.size(), "%.1f", value);
    return {text.data(), static_cast<std::size_t>(length)};
}

std::string attribute(const char* name, double value) {
    return std::string(" ") + name + "=\"" + number(value) + '"';
}

std::string colour_text(Colour colour) {
    std::array<char, 8> text{};
    const int length =
        std::snprintf(text.data(), text.size(), "#%02x%02x%02x", static_cast<unsigned>(colour.red),
                      static_cast<unsigned>(colour.green), static_cast<unsigned>(colour.blue));
    return {text.data(), static_cast<std::size_t>(length)};
}

std::string escaped(const std::string& text) {
    std::string safe;
    for (const char c : text) {
        switch (c) {
            case '&':
                safe += "&amp;";
                break;
            case '<':
                safe += "&lt;";
                break;
            case '>':
                safe += "&gt;";
                break;
            default:
                // XML 1.0 has no others of these.
                safe += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
        }
    }
    return safe;
}

struct SvgElement {
    std::string operator()(const Rectangle& shape) const {
        return "<rect" + attribute("x", shape.corner.x) + attribute("y", shape.corner.y) +
               attribute("width", shape.width) + attribute("height", shape.height) + " fill=\"" +
               colour_text(shape.colour) + "\"/>\n";
    }
    std::string operator()(const Line& shape) const {
        return "<line" + attribute("x1", shape.from.x) + attribute("y1", shape.from.y) +
               attribute("x2", shape.to.x) + attribute("y2", shape.to.y) + " stroke=\"" +
               colour_text(shape.colour) + '"' + attribute("stroke-width", shape.thickness) + "/>\n";
    }
    std::string operator()(const Text& shape) const {
        const char* anchor = shape.anchor == Anchor::left     ? "start"
                             : shape.anchor == Anchor::centre ? "middle"
                                                              : "end";
        // dominant-baseline is not understood everywhere: what is in the middle is a third of the size lower.
        return "<text" + attribute("x", shape.middle.x) + attribute("y", shape.middle.y) + " dy=\"0.35em\"" +
               attribute("font-size", shape.pixels) + " text-anchor=\"" + anchor + "\" fill=\"" +
               colour_text(shape.colour) + "\">" + escaped(shape.text) + "</text>\n";
    }
};

class Painter {
  public:
    explicit Painter(const Drawing& drawing) : canvas_(scaled(drawing.width), scaled(drawing.height)) {}

    void operator()(const Rectangle& shape) {
        canvas_.fill(
            {scaled(shape.corner.x), scaled(shape.corner.y), scaled(shape.width), scaled(shape.height)},
            shape.colour);
    }
    void operator()(const Line& shape) {
        canvas_.line({png_scale * shape.from.x, png_scale * shape.from.y},
                     {png_scale * shape.to.x, png_scale * shape.to.y}, png_scale * shape.thickness,
                     shape.colour);
    }
    void operator()(const Text& shape) {
        canvas_.text(font_, shape.text, png_scale * shape.pixels, scaled(shape.middle.x),
                     scaled(shape.middle.y), shape.anchor, shape.colour);
    }
    const eigenfaces::Picture& picture() const { return canvas_.picture(); }

  private:
    static int scaled(double length) { return static_cast<int>(std::lround(png_scale * length)); }

    eigenfaces::charts::Canvas canvas_;
    eigenfaces::charts::Font font_;
};

}  // namespace

std::string to_svg(const Drawing& drawing) {
    std::string text = "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 " +
                       number(drawing.width) + ' ' + number(drawing.height) + '"' +
                       attribute("width", drawing.width) + attribute("height", drawing.height) +
                       " font-family=\"DejaVu Sans, Verdana, sans-serif\">\n<title>" +
                       escaped(drawing.title) + "</title>\n<desc>" + escaped(drawing.description) +
                       "</desc>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n";
    for (const auto& shape : drawing.shapes)
        text += std::visit(SvgElement(), shape);
    return text + "</svg>\n";
}

std::string to_png(const Drawing& drawing) {
    Painter painter(drawing);
    for (const auto& shape : drawing.shapes)
        std::visit(painter, shape);
    return eigenfaces::encode_png(painter.picture());
}

}  // namespace gasworks::bench
