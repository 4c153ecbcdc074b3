#include "model/charts/font.hpp"

#include <algorithm>
#include <ft2build.h>
#include <new>
#include <stdexcept>
#include FT_FREETYPE_H

// From the assembler: the bytes of the font file.
extern "C" {
extern const unsigned char eigenfaces_font_begin[];
extern const unsigned char eigenfaces_font_end[];
}

namespace eigenfaces::charts {

namespace {

constexpr char32_t not_a_character = 0xFFFD;

/// The next code point, and how many bytes it has.
std::pair<char32_t, std::size_t> next_character(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) return {first < 0x20 || first == 0x7F ? not_a_character : first, 1};
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
    if (length == 1 || length > text.size()) return {not_a_character, 1};
    char32_t value = first & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80) return {not_a_character, 1};
        value = (value << 6U) | (byte(i) & 0x3FU);
    }
    return {value, length};
}

constexpr int to_pixels(FT_Pos position) {
    return static_cast<int>(position >> 6);
}

}  // namespace

struct Font::Library {
    FT_Library library = nullptr;
    FT_Face face = nullptr;

    Library() {
        if (FT_Init_FreeType(&library) != 0) throw std::bad_alloc();
        const auto size = static_cast<FT_Long>(eigenfaces_font_end - eigenfaces_font_begin);
        if (FT_New_Memory_Face(library, eigenfaces_font_begin, size, 0, &face) != 0) {
            FT_Done_FreeType(library);
            throw std::runtime_error("the font that is compiled in can't be read");
        }
    }
    ~Library() {
        FT_Done_Face(face);
        FT_Done_FreeType(library);
    }
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;

    /// Loads each glyph of a text in turn, and tells where its origin is.
    template <typename Use>
    int each_glyph(std::string_view text, int pixels, FT_Int32 flags, const Use& use) {
        if (FT_Set_Pixel_Sizes(face, 0, static_cast<FT_UInt>(pixels)) != 0)
            throw std::runtime_error("the font has no such size");
        int x = 0;
        while (!text.empty()) {
            const auto [character, length] = next_character(text);
            text.remove_prefix(length);
            if (FT_Load_Char(face, character, flags) != 0) continue;
            use(*face->glyph, x);
            x += to_pixels(face->glyph->advance.x);
        }
        return x;
    }
};

Font::Font() : library_(std::make_unique<Library>()) {}
Font::~Font() = default;

int Font::width(std::string_view text, int pixels) {
    return library_->each_glyph(text, pixels, FT_LOAD_DEFAULT, [](const FT_GlyphSlotRec&, int) {});
}

Mask Font::draw(std::string_view text, int pixels) {
    Mask mask;
    mask.width = std::max(width(text, pixels), 1);
    const FT_Size_Metrics& metrics = library_->face->size->metrics;
    const int baseline = to_pixels(metrics.ascender + 63);
    mask.height = baseline + to_pixels(63 - metrics.descender);
    mask.coverage.resize(static_cast<std::size_t>(mask.width) * static_cast<std::size_t>(mask.height));
    library_->each_glyph(text, pixels, FT_LOAD_RENDER, [&](const FT_GlyphSlotRec& glyph, int origin) {
        const FT_Bitmap& bitmap = glyph.bitmap;
        for (int row = 0; row < static_cast<int>(bitmap.rows); ++row) {
            const int y = baseline - glyph.bitmap_top + row;
            if (y < 0 || y >= mask.height) continue;
            for (int column = 0; column < static_cast<int>(bitmap.width); ++column) {
                const int x = origin + glyph.bitmap_left + column;
                if (x < 0 || x >= mask.width) continue;
                auto& pixel = mask.coverage[mask.position(x, y)];
                pixel = std::max(pixel, bitmap.buffer[row * bitmap.pitch + column]);
            }
        }
    });
    return mask;
}

std::string Font::fit(std::string_view text, int pixels, int widest) {
    if (width(text, pixels) <= widest) return std::string(text);
    std::vector<std::size_t> ends = {0};
    for (std::size_t at = 0; at < text.size();) {
        at += next_character(text.substr(at)).second;
        ends.push_back(at);
    }
    while (ends.size() > 1) {
        ends.pop_back();
        std::string shorter(text.substr(0, ends.back()));
        shorter += "\u2026";
        if (width(shorter, pixels) <= widest) return shorter;
    }
    return "";
}

}  // namespace eigenfaces::charts
