#include "tests/model/picture_encoders.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <jpeglib.h>
#include <png.h>
#include <stdexcept>

namespace picture_encoders {
namespace {

std::vector<std::byte> copy_bytes(const unsigned char* data, std::size_t size) {
    std::vector<std::byte> bytes(size);
    std::memcpy(bytes.data(), data, size);
    return bytes;
}

void append(png_structp png, png_bytep data, std::size_t size) {
    auto& bytes = *static_cast<std::vector<std::byte>*>(png_get_io_ptr(png));
    const std::vector<std::byte> chunk = copy_bytes(data, size);
    bytes.insert(bytes.end(), chunk.begin(), chunk.end());
}

[[noreturn]] void fail(png_structp, png_const_charp message) {
    std::fprintf(stderr, "libpng: %s\n", message);
    std::abort();
}

std::vector<std::byte> encode(std::span<const std::uint8_t> samples, std::uint32_t width,
                              std::uint32_t height, const PngLayout& layout, int color_type,
                              std::span<const std::uint8_t> palette) {
    const std::size_t row_bytes = std::size_t{width} * static_cast<std::size_t>(layout.channels) *
                                  static_cast<std::size_t>(layout.bit_depth / 8);
    if (samples.size() != row_bytes * height) throw std::invalid_argument("wrong number of samples");
    std::vector<std::byte> bytes;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, fail, nullptr);
    png_infop info = png_create_info_struct(png);
    png_set_write_fn(png, &bytes, append, [](png_structp) {});
    png_set_IHDR(png, info, width, height, layout.bit_depth, color_type,
                 layout.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    std::vector<png_color> colors(palette.size() / 3);
    for (std::size_t i = 0; i < colors.size(); ++i) {
        colors[i] = {palette[3 * i], palette[3 * i + 1], palette[3 * i + 2]};
    }
    if (!colors.empty()) png_set_PLTE(png, info, colors.data(), static_cast<int>(colors.size()));
    std::vector<std::uint8_t> copy(samples.begin(), samples.end());
    std::vector<png_bytep> rows(height);
    for (std::size_t y = 0; y < height; ++y)
        rows[y] = copy.data() + y * row_bytes;
    png_set_rows(png, info, rows.data());
    png_write_png(png, info, PNG_TRANSFORM_IDENTITY, nullptr);
    png_destroy_write_struct(&png, &info);
    return bytes;
}

}  // namespace

std::vector<std::byte> encode_jpeg(std::span<const std::uint8_t> samples, std::uint32_t width,
                                   std::uint32_t height, int channels, int quality, bool progressive) {
    const std::size_t row_bytes = std::size_t{width} * static_cast<std::size_t>(channels);
    if (samples.size() != row_bytes * height) throw std::invalid_argument("wrong number of samples");
    jpeg_compress_struct jpeg = {};
    jpeg_error_mgr errors = {};
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    unsigned char* data = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&jpeg, &data, &size);
    jpeg.image_width = width;
    jpeg.image_height = height;
    jpeg.input_components = channels;
    jpeg.in_color_space = channels == 1 ? JCS_GRAYSCALE : channels == 3 ? JCS_RGB : JCS_CMYK;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, quality, TRUE);
    if (progressive) jpeg_simple_progression(&jpeg);
    jpeg_start_compress(&jpeg, TRUE);
    std::vector<std::uint8_t> row(row_bytes);
    while (jpeg.next_scanline < jpeg.image_height) {
        std::memcpy(row.data(), samples.data() + jpeg.next_scanline * row_bytes, row_bytes);
        JSAMPROW rows[] = {row.data()};
        jpeg_write_scanlines(&jpeg, rows, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    std::vector<std::byte> bytes = copy_bytes(data, size);
    std::free(data);
    return bytes;
}

std::vector<std::byte> encode_png(std::span<const std::uint8_t> samples, std::uint32_t width,
                                  std::uint32_t height, const PngLayout& layout) {
    constexpr int color_types[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
                                   PNG_COLOR_TYPE_RGB_ALPHA};
    return encode(samples, width, height, layout, color_types[layout.channels - 1], {});
}

std::vector<std::byte> encode_palette_png(std::span<const std::uint8_t> indices, std::uint32_t width,
                                          std::uint32_t height, std::span<const std::uint8_t> palette) {
    return encode(indices, width, height, {.channels = 1}, PNG_COLOR_TYPE_PALETTE, palette);
}

}  // namespace picture_encoders
