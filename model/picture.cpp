#include "model/picture.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>

#include "model/jpeg.hpp"
#include "model/png.hpp"

namespace eigenfaces {
namespace {

std::optional<PictureFormat> recognise(std::span<const std::byte> bytes) {
    constexpr std::array<unsigned char, 3> jpeg = {0xFF, 0xD8, 0xFF};
    constexpr std::array<unsigned char, 8> png = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    const auto begins_with = [&](const auto& magic) {
        return bytes.size() >= magic.size() &&
               std::equal(magic.begin(), magic.end(), bytes.begin(), [](unsigned char a, std::byte b) {
                   return a == std::to_integer<unsigned char>(b);
               });
    };
    if (begins_with(jpeg)) return PictureFormat::jpeg;
    if (begins_with(png)) return PictureFormat::png;
    return std::nullopt;
}

/// Pictures that take less are not counted: there are as many at a time as there are threads.
constexpr std::uint64_t counted_from = 4UL << 20U;

tl::expected<Picture, PictureError> decode(std::span<const std::byte> bytes, const PictureHeader& header,
                                           const PictureRegion& region, const PictureLimits& limits) {
    const std::uint64_t needed = header.decoder_bytes + std::uint64_t{3} * region.width * region.height;
    std::optional<DecodingMemory::Share> share;
    if (limits.memory && needed > limits.memory->total()) {
        return tl::unexpected(PictureError{PictureError::Kind::too_large,
                                           "decoding the picture takes " + std::to_string(needed) +
                                               " bytes of memory; at most " +
                                               std::to_string(limits.memory->total()) + " are allowed"});
    }
    if (limits.memory && needed >= counted_from) share.emplace(limits.memory->take(needed));
    return header.format == PictureFormat::jpeg ? jpeg::decode(bytes, region) : png::decode(bytes, region);
}

}  // namespace

tl::expected<PictureHeader, PictureError> read_picture_header(std::span<const std::byte> bytes,
                                                              const PictureLimits& limits) {
    const std::optional<PictureFormat> format = recognise(bytes);
    if (!format) {
        return tl::unexpected(
            PictureError{PictureError::Kind::not_a_picture, "neither a JPEG nor a PNG picture"});
    }
    auto header = *format == PictureFormat::jpeg ? jpeg::read_header(bytes) : png::read_header(bytes);
    if (!header) return header;
    const PictureSize size = header->size;
    const std::uint64_t pixels = std::uint64_t{size.width} * size.height;
    if (pixels > limits.max_pixels) {
        return tl::unexpected(PictureError{PictureError::Kind::too_large,
                                           "the picture has " + std::to_string(size.width) + " x " +
                                               std::to_string(size.height) + " pixels; at most " +
                                               std::to_string(limits.max_pixels) + " are allowed"});
    }
    return header;
}

tl::expected<Picture, PictureError> decode_picture(std::span<const std::byte> bytes,
                                                   const PictureLimits& limits) {
    const auto header = read_picture_header(bytes, limits);
    if (!header) return tl::unexpected(header.error());
    return decode(bytes, *header, {0, 0, header->size.width, header->size.height}, limits);
}

tl::expected<Picture, PictureError> decode_picture(std::span<const std::byte> bytes,
                                                   const PictureRegion& region, const PictureLimits& limits) {
    const auto header = read_picture_header(bytes, limits);
    if (!header) return tl::unexpected(header.error());
    const PictureSize size = header->size;
    if (region.width == 0 || region.height == 0 || region.left >= size.width || region.top >= size.height ||
        region.width > size.width - region.left || region.height > size.height - region.top) {
        throw std::out_of_range("the region is not inside of the picture");
    }
    return decode(bytes, *header, region, limits);
}

tl::expected<PictureHeader, PictureError> check_picture(std::span<const std::byte> bytes,
                                                        const PictureLimits& limits) {
    auto header = read_picture_header(bytes, limits);
    if (!header) return header;
    // All of the picture is read whatever is kept of it.
    if (const auto pixel = decode(bytes, *header, {0, 0, 1, 1}, limits); !pixel)
        return tl::unexpected(pixel.error());
    return header;
}

}  // namespace eigenfaces
