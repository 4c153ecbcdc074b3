#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// Encoders for pictures that tests make up.
namespace picture_encoders {

/// 8-bit samples, row by row; 1 channel is written as grey, 3 as RGB (subsampled 4:2:0), 4 as Adobe CMYK.
std::vector<std::byte> encode_jpeg(std::span<const std::uint8_t> samples, std::uint32_t width,
                                   std::uint32_t height, int channels, int quality = 90,
                                   bool progressive = false);

struct PngLayout {
    int bit_depth = 8;  ///< 8 or 16 (big-endian samples)
    int channels = 3;   ///< 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA
    bool interlaced = false;
};
std::vector<std::byte> encode_png(std::span<const std::uint8_t> samples, std::uint32_t width,
                                  std::uint32_t height, const PngLayout& layout = {});

/// One index per pixel into `palette` (RGB triples).
std::vector<std::byte> encode_palette_png(std::span<const std::uint8_t> indices, std::uint32_t width,
                                          std::uint32_t height, std::span<const std::uint8_t> palette);

}  // namespace picture_encoders
