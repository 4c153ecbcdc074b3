#include "model/picture.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>
#include <stdexcept>

#include "model/bicubic.hpp"
#include "tests/catch.hpp"
#include "tests/model/picture_encoders.hpp"
#include "tests/model/synthetic_faces.hpp"

using namespace eigenfaces;
using picture_encoders::encode_jpeg;
using picture_encoders::encode_palette_png;
using picture_encoders::encode_png;
using Kind = PictureError::Kind;

namespace {

std::vector<std::uint8_t> pattern(std::size_t count, unsigned step = 37) {
    std::vector<std::uint8_t> values(count);
    for (std::size_t i = 0; i < count; ++i)
        values[i] = static_cast<std::uint8_t>(i * step + 11);
    return values;
}

std::vector<std::uint8_t> crop(const Picture& picture, const PictureRegion& region) {
    std::vector<std::uint8_t> out;
    for (std::size_t y = region.top; y < region.top + region.height; ++y) {
        const auto row =
            picture.samples.begin() +
            static_cast<std::ptrdiff_t>((y * picture.size.width + region.left) * picture.channels);
        out.insert(out.end(), row, row + static_cast<std::ptrdiff_t>(region.width * picture.channels));
    }
    return out;
}

std::vector<std::byte> bytes_of(const char* text) {
    std::vector<std::byte> bytes(std::strlen(text));
    std::memcpy(bytes.data(), text, bytes.size());
    return bytes;
}

Kind kind_of(const tl::expected<Picture, PictureError>& result) {
    REQUIRE_FALSE(result.has_value());
    CHECK_FALSE(result.error().message.empty());
    return result.error().kind;
}

}  // namespace

TEST_CASE("PNG pictures decode to the samples that were written") {
    const auto rgb = pattern(20 * 30 * 3);
    for (const bool interlaced : {false, true}) {
        const auto picture = decode_picture(encode_png(rgb, 20, 30, {.interlaced = interlaced}));
        REQUIRE(picture);
        CHECK(picture->size == PictureSize{20, 30});
        CHECK(picture->channels == 3);
        CHECK(picture->samples == rgb);
    }
    const auto grey = pattern(20 * 30);
    const auto picture = decode_picture(encode_png(grey, 20, 30, {.channels = 1}));
    REQUIRE(picture);
    CHECK(picture->channels == 1);
    CHECK(picture->samples == grey);
}

TEST_CASE("alpha is dropped, palettes are looked up, 16 bits lose their low byte") {
    const auto rgba = decode_picture(encode_png(pattern(4 * 2 * 4), 4, 2, {.channels = 4}));
    REQUIRE(rgba);
    CHECK(rgba->channels == 3);
    CHECK(rgba->samples[3] == pattern(5)[4]);

    const auto grey_alpha = decode_picture(encode_png(pattern(4 * 2 * 2), 4, 2, {.channels = 2}));
    REQUIRE(grey_alpha);
    CHECK(grey_alpha->channels == 1);
    CHECK(grey_alpha->samples[1] == pattern(3)[2]);

    const std::vector<std::uint8_t> palette = {1, 2, 3, 40, 50, 60, 255, 0, 128};
    const auto indexed =
        decode_picture(encode_palette_png(std::vector<std::uint8_t>{2, 0, 1, 1}, 2, 2, palette));
    REQUIRE(indexed);
    CHECK(indexed->samples == std::vector<std::uint8_t>{255, 0, 128, 1, 2, 3, 40, 50, 60, 40, 50, 60});

    const auto deep = decode_picture(encode_png(pattern(3 * 2 * 3 * 2), 3, 2, {.bit_depth = 16}));
    REQUIRE(deep);
    REQUIRE(deep->samples.size() == 18);
    for (std::size_t i = 0; i < 18; ++i)
        CHECK(deep->samples[i] == pattern(36)[2 * i]);
}

TEST_CASE("CMYK JPEG becomes RGB by Pillow's formula") {
    // Pillow's Image.frombytes("CMYK", ...).convert("RGB") of ink (10, 200, 30, 40); JPEG stores Adobe's
    // inverse.
    std::vector<std::uint8_t> stored;
    for (int i = 0; i < 16 * 16; ++i)
        stored.insert(stored.end(), {245, 55, 225, 215});
    const auto picture = decode_picture(encode_jpeg(stored, 16, 16, 4, 100));
    REQUIRE(picture);
    REQUIRE(picture->channels == 3);
    CHECK(std::abs(picture->samples[0] - 207) <= 1);
    CHECK(std::abs(picture->samples[1] - 46) <= 1);
    CHECK(std::abs(picture->samples[2] - 190) <= 1);
}

TEST_CASE("a region decodes to exactly that part of the whole picture") {
    std::mt19937 random(5);
    const auto face = synthetic_faces::draw_face(3, 1);
    const std::vector<std::vector<std::byte>> files = {
        encode_jpeg(face, 250, 250, 3), encode_jpeg(face, 250, 250, 3, 75, true), encode_png(face, 250, 250),
        encode_png(face, 250, 250, {.interlaced = true}),
        encode_jpeg(std::vector(face.begin(), face.begin() + 62500), 250, 250, 1)};
    for (const auto& file : files) {
        const auto whole = decode_picture(file);
        REQUIRE(whole);
        for (int i = 0; i < 40; ++i) {
            PictureRegion region;
            region.left = static_cast<std::uint32_t>(random() % 250);
            region.top = static_cast<std::uint32_t>(random() % 250);
            region.width = 1 + static_cast<std::uint32_t>(random() % (250 - region.left));
            region.height = 1 + static_cast<std::uint32_t>(random() % (250 - region.top));
            CAPTURE(region.left, region.top, region.width, region.height);
            const auto part = decode_picture(file, region);
            REQUIRE(part);
            REQUIRE(part->samples == crop(*whole, region));
        }
    }
}

TEST_CASE("a region outside of the picture is refused") {
    const auto file = encode_png(pattern(27), 3, 3);
    CHECK_THROWS_AS(decode_picture(file, PictureRegion{0, 0, 4, 1}), std::out_of_range);
    CHECK_THROWS_AS(decode_picture(file, PictureRegion{3, 0, 1, 1}), std::out_of_range);
    CHECK_THROWS_AS(decode_picture(file, PictureRegion{1, 1, 0, 1}), std::out_of_range);
    CHECK_THROWS_AS(decode_picture(file, PictureRegion{1, 1, 0xFFFFFFFF, 1}), std::out_of_range);
}

TEST_CASE("what is not a picture is told apart from a damaged one") {
    CHECK(kind_of(decode_picture({})) == Kind::not_a_picture);
    CHECK(kind_of(decode_picture(bytes_of("GIF89a and so on"))) == Kind::not_a_picture);
    CHECK(kind_of(decode_picture(bytes_of("\xFF\xD8\xFF"))) == Kind::damaged);
    CHECK(kind_of(decode_picture(bytes_of("\x89PNG\r\n\x1A\n"))) == Kind::damaged);
}

TEST_CASE("every truncation of a picture is an error") {
    const auto face = synthetic_faces::draw_face(1, 2);
    const std::vector<std::vector<std::byte>> files = {encode_jpeg(face, 250, 250, 3),
                                                       encode_png(face, 250, 250),
                                                       encode_png(face, 250, 250, {.interlaced = true})};
    for (const auto& file : files) {
        for (std::size_t size = 20; size < file.size() - 2; size += 1 + file.size() / 60) {
            CAPTURE(size, file.size());
            CHECK(kind_of(decode_picture(std::span(file).first(size))) == Kind::damaged);
            CHECK(kind_of(decode_picture(std::span(file).first(size), PictureRegion{78, 70, 94, 125})) ==
                  Kind::damaged);
        }
    }
}

TEST_CASE("random damage never crashes the decoders") {
    std::mt19937 random(11);
    const auto face = synthetic_faces::draw_face(2, 2);
    for (const auto& file : {encode_jpeg(face, 250, 250, 3), encode_jpeg(face, 250, 250, 3, 90, true),
                             encode_png(face, 250, 250)}) {
        std::size_t refused = 0;
        for (int i = 0; i < 60; ++i) {
            auto damaged = file;
            for (int change = 0; change < 4; ++change)
                damaged[random() % damaged.size()] = static_cast<std::byte>(random());
            const auto picture = decode_picture(damaged);
            if (!picture) ++refused;
        }
        CHECK(refused > 0);
    }
}

TEST_CASE("a picture with too many pixels is refused from its header") {
    // Signature and IHDR chunk of a PNG of 60,000 x 60,000 pixels, and nothing else.
    const unsigned char header[] = {0x89, 'P',  'N', 'G', '\r', '\n', 0x1A, '\n', 0,    0, 0,
                                    13,   'I',  'H', 'D', 'R',  0,    0,    0xEA, 0x60, 0, 0,
                                    0xEA, 0x60, 8,   2,   0,    0,    0,    0,    0,    0, 0};
    const auto bytes = std::as_bytes(std::span(header));
    const auto result = decode_picture(bytes);
    CHECK(kind_of(result) == Kind::too_large);
    CHECK_THAT(result.error().message, ContainsSubstring("60000 x 60000") && ContainsSubstring("40000000"));
    CHECK(read_picture_header(bytes, {.max_pixels = 3'600'000'000}).has_value());

    const auto jpeg = synthetic_faces::face_jpeg(0, 0);
    CHECK(kind_of(decode_picture(jpeg, {.max_pixels = 62'499})) == Kind::too_large);
    const auto known = read_picture_header(jpeg, {.max_pixels = 62'500});
    REQUIRE(known);
    CHECK(known->format == PictureFormat::jpeg);
    CHECK(known->size == PictureSize{250, 250});
}

TEST_CASE("resizing gives Pillow's samples") {
    const auto resize = [](std::vector<std::uint8_t> samples, std::uint32_t channels, PictureSize from,
                           PictureSize to) {
        return resize_bicubic({from, channels, std::move(samples)}, to).samples;
    };
    // Image.frombytes("L", (7, 5), bytes((i * 37 + 11) % 256 ...)).resize(...) of Pillow 9.4.
    CHECK(resize(pattern(35), 1, {7, 5}, {3, 4}) ==
          std::vector<std::uint8_t>{38, 122, 206, 42, 126, 210, 46, 130, 214, 50, 134, 218});
    CHECK(resize(pattern(35), 1, {7, 5}, {9, 6}) ==
          std::vector<std::uint8_t>{9,   33,  64,  93,  122, 151, 180, 211, 235, 11,  35,  66,  95,  124,
                                    153, 182, 213, 237, 14,  38,  69,  98,  127, 156, 185, 216, 240, 16,
                                    40,  71,  100, 129, 158, 187, 218, 242, 19,  43,  74,  103, 132, 161,
                                    190, 221, 245, 21,  45,  76,  105, 134, 163, 192, 223, 247});
    std::vector<std::uint8_t> rgb(36);
    for (std::size_t i = 0; i < 36; ++i)
        rgb[i] = static_cast<std::uint8_t>(i * 53 + 7);
    CHECK(resize(rgb, 3, {4, 3}, {2, 2}) ==
          std::vector<std::uint8_t>{81, 145, 114, 147, 128, 117, 157, 139, 108, 135, 122, 111});
    CHECK(resize(rgb, 3, {4, 3}, {4, 3}) == rgb);
}
