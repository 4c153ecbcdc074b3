#include "model/faces/orientation.hpp"

#include <algorithm>
#include <random>

#include "tests/catch.hpp"
#include "tests/model/faces/photographs.hpp"
#include "tests/model/picture_encoders.hpp"

using namespace eigenfaces;
using photographs::exif_orientation;
using photographs::with_app1;

namespace {

const std::vector<std::uint8_t> some_pixels(std::size_t{16} * 16 * 3, 100);

std::vector<std::byte> small_jpeg() {
    return picture_encoders::encode_jpeg(some_pixels, 16, 16, 3);
}

/// A PNG file with a chunk eXIf (its CRC is not looked at) after its header.
std::vector<std::byte> png_with_exif(std::span<const std::byte> tiff) {
    const auto png = picture_encoders::encode_png(some_pixels, 16, 16);
    constexpr std::ptrdiff_t header_end = 8 + 25;
    std::vector<std::byte> file(png.begin(), png.begin() + header_end);
    for (const std::size_t byte : {std::size_t{0}, std::size_t{0}, std::size_t{0}, tiff.size()})
        file.push_back(static_cast<std::byte>(byte));
    for (const char letter : std::string_view("eXIf"))
        file.push_back(static_cast<std::byte>(letter));
    file.insert(file.end(), tiff.begin(), tiff.end());
    file.insert(file.end(), 4, std::byte{0});
    file.insert(file.end(), png.begin() + header_end, png.end());
    return file;
}

/// Three columns and two rows: 1 2 3 above 4 5 6.
const Picture six_pixels{.size = {3, 2}, .channels = 1, .samples = {1, 2, 3, 4, 5, 6}};

}  // namespace

TEST_CASE("every orientation is read from JPEG and PNG, in both byte orders") {
    for (unsigned value = 1; value <= 8; ++value) {
        for (const bool big_endian : {true, false}) {
            CAPTURE(value, big_endian);
            const auto exif = exif_orientation(value, big_endian);
            CHECK(read_orientation(with_app1(small_jpeg(), exif)) == static_cast<Orientation>(value));
            CHECK(read_orientation(png_with_exif(std::span(exif).subspan(6))) ==
                  static_cast<Orientation>(value));
        }
    }
}

TEST_CASE("a picture that tells no orientation is upright") {
    CHECK(read_orientation(small_jpeg()) == Orientation::upright);
    CHECK(read_orientation(picture_encoders::encode_png(some_pixels, 16, 16)) == Orientation::upright);
    CHECK(read_orientation({}) == Orientation::upright);
    for (const unsigned value : {0U, 9U, 255U}) {
        CAPTURE(value);
        CHECK(read_orientation(with_app1(small_jpeg(), exif_orientation(value))) == Orientation::upright);
    }
}

TEST_CASE("another APP1 before Exif's is passed over") {
    const auto exif = with_app1(small_jpeg(), exif_orientation(6));
    const std::string_view xmp{"http://ns.adobe.com/xap/1.0/\0<x/>", 33};
    CHECK(read_orientation(with_app1(exif, std::as_bytes(std::span(xmp)))) == Orientation::turned_right);
}

TEST_CASE("Exif data that is cut off or lies about its lengths is no orientation") {
    const auto file = with_app1(small_jpeg(), exif_orientation(6));
    constexpr std::size_t value_end = 2 + 4 + 6 + 8 + 2 + 12 - 2;
    for (std::size_t size = 0; size < value_end; ++size) {
        // Copied, so that a sanitizer sees each byte read past its end.
        const std::vector<std::byte> cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size));
        CAPTURE(size);
        CHECK(read_orientation(cut) == Orientation::upright);
    }
    auto far_directory = exif_orientation(6);
    std::fill_n(far_directory.begin() + 10, 4, std::byte{0xFF});
    CHECK(read_orientation(with_app1(small_jpeg(), far_directory)) == Orientation::upright);
    auto many_entries = exif_orientation(6);
    std::fill_n(many_entries.begin() + 14, 2, std::byte{0xFF});
    many_entries[17] = std::byte{0x13};
    CHECK(read_orientation(with_app1(small_jpeg(), many_entries)) == Orientation::upright);
    const auto exif = exif_orientation(6);
    auto long_chunk = png_with_exif(std::span(exif).subspan(6));
    std::fill_n(long_chunk.begin() + 33, 4, std::byte{0xFF});
    CHECK(read_orientation(long_chunk) == Orientation::upright);
}

TEST_CASE("no bytes lead out of a file") {
    std::mt19937 random(7);
    const auto jpeg = with_app1(small_jpeg(), exif_orientation(6, false));
    const auto exif = exif_orientation(3);
    const auto png = png_with_exif(std::span(exif).subspan(6));
    for (int i = 0; i < 20000; ++i) {
        std::vector<std::byte> file = i % 2 == 0 ? jpeg : png;
        const std::size_t first = i % 2 == 0 ? 3 : 8;
        for (int change = 0; change < 3; ++change)
            file[first + random() % 70] = static_cast<std::byte>(random());
        file.resize(random() % file.size());
        file.shrink_to_fit();
        const auto orientation = static_cast<int>(read_orientation(file));
        REQUIRE(orientation >= 1);
        REQUIRE(orientation <= 8);
    }
}

TEST_CASE("pictures are turned upright") {
    using Samples = std::vector<std::uint8_t>;
    const std::vector<std::pair<PictureSize, Samples>> expected = {
        {{3, 2}, {1, 2, 3, 4, 5, 6}}, {{3, 2}, {3, 2, 1, 6, 5, 4}}, {{3, 2}, {6, 5, 4, 3, 2, 1}},
        {{3, 2}, {4, 5, 6, 1, 2, 3}}, {{2, 3}, {1, 4, 2, 5, 3, 6}}, {{2, 3}, {4, 1, 5, 2, 6, 3}},
        {{2, 3}, {6, 3, 5, 2, 4, 1}}, {{2, 3}, {3, 6, 2, 5, 1, 4}}};
    for (std::size_t i = 0; i < 8; ++i) {
        const auto orientation = static_cast<Orientation>(i + 1);
        CAPTURE(i + 1);
        const Picture upright = turn_upright(six_pixels, orientation);
        CHECK(upright.size == expected[i].first);
        CHECK(upright.size == upright_size(six_pixels.size, orientation));
        CHECK(upright.samples == expected[i].second);
    }
}

TEST_CASE("the channels of a pixel stay together") {
    const Picture two{.size = {2, 1}, .channels = 3, .samples = {1, 2, 3, 4, 5, 6}};
    CHECK(turn_upright(two, Orientation::mirrored).samples == std::vector<std::uint8_t>{4, 5, 6, 1, 2, 3});
}
