#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "model/decoding_memory.hpp"

/// Decoding of JPEG and PNG pictures from memory.
///
/// A picture is recognised by its first bytes, never by a name. Colours are what Pillow's
/// `Image.open(...).convert("RGB")` gives (`"L"` for grey pictures): palettes are looked up, alpha is
/// dropped, 16-bit samples keep their high byte, CMYK and YCCK JPEG become RGB by Pillow's formula. One
/// difference: of 16-bit grey pictures, too, whose values above 255 Pillow makes white.
namespace eigenfaces {

enum class PictureFormat { jpeg, png };

/// Width and height in pixels.
struct PictureSize {
    std::uint32_t width = 0;
    std::uint32_t height = 0;

    bool operator==(const PictureSize&) const = default;
};

/// A rectangle of pixels; `left` and `top` count from the upper left corner.
struct PictureRegion {
    std::uint32_t left = 0;
    std::uint32_t top = 0;
    std::uint32_t width = 0;
    std::uint32_t height = 0;

    bool operator==(const PictureRegion&) const = default;
};

/// What the header of a picture says of it.
struct PictureHeader {
    PictureFormat format = PictureFormat::jpeg;
    PictureSize size;
    /// What decoding takes beside the pixels that are asked for: a progressive JPEG and an interlaced PNG are
    /// held as a whole, others row by row.
    std::uint64_t decoder_bytes = 0;
};

/// 8-bit samples, row by row, `channels` (1 for grey, 3 for RGB) of them per pixel, no padding.
struct Picture {
    PictureSize size;
    std::uint32_t channels = 0;
    std::vector<std::uint8_t> samples;
};

/// What a decoder is allowed to spend on one picture.
struct PictureLimits {
    /// Width times height; the default is 40 megapixels. Checked on the header, before anything is allocated.
    std::uint64_t max_pixels = 40'000'000;
    /// Where it is given, what decoding a picture takes is taken from here: a picture waits for others, and
    /// one that takes more than there is in all is too_large.
    std::shared_ptr<DecodingMemory> memory = nullptr;
};

/// Why bytes did not become a picture.
struct PictureError {
    enum class Kind {
        not_a_picture,  ///< neither JPEG nor PNG
        damaged,        ///< truncated or corrupt; a picture that decodes only in part is damaged too
        too_large,      ///< more pixels than PictureLimits allows, or more memory to decode
        out_of_memory,  ///< the machine had no memory left for it
        unsupported,    ///< a picture of a variety that has no meaning here (12-bit JPEG, unusual colour
                        ///< spaces)
    };
    Kind kind = Kind::not_a_picture;
    std::string message;  ///< says what was found and what is allowed
};

/// Reads format and size from the header alone, in constant time and memory.
tl::expected<PictureHeader, PictureError> read_picture_header(std::span<const std::byte> bytes,
                                                              const PictureLimits& limits = {});

/// Decodes the whole picture.
tl::expected<Picture, PictureError> decode_picture(std::span<const std::byte> bytes,
                                                   const PictureLimits& limits = {});

/// Decodes `region` of the picture. The result equals that part of decode_picture() bit for bit and costs
/// less; the rest of the picture is still read, so damage outside of the region is found too. Throws
/// std::out_of_range if the region is empty or not inside the picture.
tl::expected<Picture, PictureError> decode_picture(std::span<const std::byte> bytes,
                                                   const PictureRegion& region,
                                                   const PictureLimits& limits = {});

/// Decodes the whole picture and keeps nothing of it: whether all of it can be decoded.
tl::expected<PictureHeader, PictureError> check_picture(std::span<const std::byte> bytes,
                                                        const PictureLimits& limits = {});

}  // namespace eigenfaces
