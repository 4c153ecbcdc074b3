#include "model/faces/orientation.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string_view>

namespace eigenfaces {
namespace {

using Bytes = std::span<const std::byte>;

/// `count` bytes from `at`, or nothing where the file has fewer.
std::optional<Bytes> slice(Bytes bytes, std::size_t at, std::size_t count) {
    if (at > bytes.size() || count > bytes.size() - at) return std::nullopt;
    return bytes.subspan(at, count);
}

bool begins_with(Bytes bytes, std::string_view text) {
    return bytes.size() >= text.size() &&
           std::equal(text.begin(), text.end(), bytes.begin(), [](char a, std::byte b) {
               return static_cast<unsigned char>(a) == std::to_integer<unsigned char>(b);
           });
}

std::optional<std::uint32_t> read_number(Bytes bytes, std::size_t at, std::size_t size, bool big_endian) {
    const auto digits = slice(bytes, at, size);
    if (!digits) return std::nullopt;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
        value = value << 8U | std::to_integer<std::uint32_t>((*digits)[big_endian ? i : size - 1 - i]);
    return value;
}

/// From Exif's TIFF structure: a header, and the entries of its first directory.
std::optional<Orientation> read_tiff(Bytes tiff) {
    constexpr std::uint32_t orientation_tag = 0x0112;
    constexpr std::uint32_t type_short = 3;
    constexpr std::size_t entry_size = 12;
    const bool big_endian = begins_with(tiff, {"MM\0*", 4});
    if (!big_endian && !begins_with(tiff, {"II*\0", 4})) return std::nullopt;
    const auto directory = read_number(tiff, 4, 4, big_endian);
    if (!directory) return std::nullopt;
    const auto entries = read_number(tiff, *directory, 2, big_endian);
    if (!entries) return std::nullopt;
    for (std::size_t i = 0; i < *entries; ++i) {
        const auto entry = slice(tiff, std::size_t{*directory} + 2 + i * entry_size, entry_size);
        if (!entry) return std::nullopt;
        if (read_number(*entry, 0, 2, big_endian) != orientation_tag) continue;
        if (read_number(*entry, 2, 2, big_endian) != type_short) return std::nullopt;
        const auto value = read_number(*entry, 8, 2, big_endian);
        if (!value || *value < 1 || *value > 8) return std::nullopt;
        return static_cast<Orientation>(*value);
    }
    return std::nullopt;
}

std::optional<Orientation> read_jpeg(Bytes bytes) {
    constexpr std::string_view exif{"Exif\0\0", 6};
    std::size_t at = 2;
    while (true) {
        auto marker = read_number(bytes, at, 1, true);
        if (marker != 0xFFU) return std::nullopt;
        // Any number of 0xFF may fill the space before a marker.
        while (marker == 0xFFU)
            marker = read_number(bytes, ++at, 1, true);
        if (!marker) return std::nullopt;
        ++at;
        // Beginning and end of the picture, restarts and TEM have no length.
        constexpr std::uint32_t tem = 0x01;
        if (*marker == tem || (*marker >= 0xD0 && *marker <= 0xD8)) continue;
        constexpr std::uint32_t end_of_image = 0xD9;
        constexpr std::uint32_t start_of_scan = 0xDA;
        if (*marker == end_of_image || *marker == start_of_scan) return std::nullopt;
        const auto length = read_number(bytes, at, 2, true);
        if (!length || *length < 2) return std::nullopt;
        const auto segment = slice(bytes, at + 2, *length - 2);
        if (!segment) return std::nullopt;
        constexpr std::uint32_t app1 = 0xE1;
        if (*marker == app1 && begins_with(*segment, exif)) return read_tiff(segment->subspan(exif.size()));
        at += *length;
    }
}

std::optional<Orientation> read_png(Bytes bytes) {
    constexpr std::size_t signature = 8;
    constexpr std::size_t around_data = 12;  // length, type and CRC
    std::size_t at = signature;
    while (true) {
        const auto length = read_number(bytes, at, 4, true);
        if (!length) return std::nullopt;
        const auto type = slice(bytes, at + 4, 4);
        const auto data = slice(bytes, at + 8, *length);
        if (!type || !data) return std::nullopt;
        if (begins_with(*type, "eXIf")) return read_tiff(*data);
        // It may come after the pixels, too.
        if (begins_with(*type, "IEND")) return std::nullopt;
        at += around_data + *length;
    }
}

/// Where a pixel of the upright picture is in the stored one: `first` at its upper left corner, and by how
/// many pixels to go for one to the right and one down.
struct Walk {
    std::ptrdiff_t first = 0;
    std::ptrdiff_t right = 0;
    std::ptrdiff_t down = 0;
};

Walk walk(PictureSize stored, Orientation orientation) {
    const auto row = static_cast<std::ptrdiff_t>(stored.width);
    const std::ptrdiff_t last_column = row - 1;
    const std::ptrdiff_t last_row = row * (static_cast<std::ptrdiff_t>(stored.height) - 1);
    switch (orientation) {
        case Orientation::upright:
            return {0, 1, row};
        case Orientation::mirrored:
            return {last_column, -1, row};
        case Orientation::turned_180:
            return {last_row + last_column, -1, -row};
        case Orientation::flipped:
            return {last_row, 1, -row};
        case Orientation::transposed:
            return {0, row, 1};
        case Orientation::turned_right:
            return {last_row, -row, 1};
        case Orientation::anti_transposed:
            return {last_row + last_column, -row, -1};
        case Orientation::turned_left:
            return {last_column, row, -1};
    }
    throw std::invalid_argument("an orientation is from 1 to 8");
}

}  // namespace

Orientation read_orientation(std::span<const std::byte> bytes) {
    if (begins_with(bytes, "\xFF\xD8\xFF")) return read_jpeg(bytes).value_or(Orientation::upright);
    if (begins_with(bytes, "\x89PNG\r\n\x1A\n")) return read_png(bytes).value_or(Orientation::upright);
    return Orientation::upright;
}

PictureSize upright_size(PictureSize stored, Orientation orientation) {
    if (orientation < Orientation::transposed) return stored;
    return {stored.height, stored.width};
}

Picture turn_upright(Picture stored, Orientation orientation) {
    if (orientation == Orientation::upright) return stored;
    const PictureSize size = upright_size(stored.size, orientation);
    const Walk steps = walk(stored.size, orientation);
    const auto channels = static_cast<std::ptrdiff_t>(stored.channels);
    Picture upright{.size = size, .channels = stored.channels, .samples = {}};
    upright.samples.resize(stored.samples.size());
    auto out = upright.samples.begin();
    for (std::ptrdiff_t y = 0; y < static_cast<std::ptrdiff_t>(size.height); ++y) {
        for (std::ptrdiff_t x = 0; x < static_cast<std::ptrdiff_t>(size.width); ++x) {
            const auto from =
                stored.samples.begin() + (steps.first + y * steps.down + x * steps.right) * channels;
            out = std::copy_n(from, channels, out);
        }
    }
    return upright;
}

}  // namespace eigenfaces
