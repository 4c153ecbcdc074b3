#include "tests/model/faces/photographs.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "tests/catch.hpp"
#include "tests/model/reference_data.hpp"
#include "tests/temporary_folder.hpp"

namespace photographs {

using eigenfaces::Picture;

Photographs::Photographs() {
    if (!reference_data::available()) {
        WARN("skipped: the photographs are not at hand");
        return;
    }
    const TemporaryFolder folder;
    const std::filesystem::path people = reference_data::unpack(folder.path());
    for (const char* name : {"Ariel_Sharon", "Colin_Powell", "George_W_Bush", "Gerhard_Schroeder",
                             "Hugo_Chavez", "Tony_Blair"}) {
        std::ifstream file(people / name / (std::string(name) + "_0010.jpg"), std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        const auto bytes = std::as_bytes(std::span(text));
        files_.emplace_back(bytes.begin(), bytes.end());
    }
}

Photographs::~Photographs() = default;

Picture background(std::uint32_t width, std::uint32_t height) {
    Picture picture{.size = {width, height}, .channels = 3, .samples = {}};
    for (std::uint32_t y = 0; y < height; ++y) {
        for (std::uint32_t x = 0; x < width; ++x) {
            const auto ramp = static_cast<std::uint8_t>(60 + 120 * x / width);
            picture.samples.insert(picture.samples.end(), {ramp, static_cast<std::uint8_t>(ramp + 20), ramp});
        }
    }
    return picture;
}

void paste(Picture& picture, const Picture& pasted, std::uint32_t left, std::uint32_t top) {
    const std::size_t row = std::size_t{pasted.size.width} * 3;
    for (std::size_t y = 0; y < pasted.size.height; ++y) {
        std::copy_n(pasted.samples.begin() + static_cast<std::ptrdiff_t>(y * row), row,
                    picture.samples.begin() +
                        static_cast<std::ptrdiff_t>(((top + y) * picture.size.width + left) * 3));
    }
}

std::vector<std::byte> with_app1(std::span<const std::byte> jpeg, std::span<const std::byte> segment) {
    std::vector<std::byte> file(jpeg.begin(), jpeg.begin() + 2);
    const std::size_t length = segment.size() + 2;
    for (const std::size_t byte : {std::size_t{0xFF}, std::size_t{0xE1}, length >> 8U, length & 0xFFU})
        file.push_back(static_cast<std::byte>(byte));
    file.insert(file.end(), segment.begin(), segment.end());
    file.insert(file.end(), jpeg.begin() + 2, jpeg.end());
    return file;
}

std::vector<std::byte> exif_orientation(unsigned value, bool big_endian) {
    const auto low = static_cast<unsigned char>(value);
    const std::vector<unsigned char> big = {'E', 'x',  'i', 'f', 0, 0, 'M', 'M', 0, '*', 0, 0, 0, 8, 0, 1,
                                            1,   0x12, 0,   3,   0, 0, 0,   1,   0, low, 0, 0, 0, 0, 0, 0};
    const std::vector<unsigned char> little = {'E',  'x', 'i', 'f', 0, 0, 'I', 'I', '*', 0, 8, 0, 0, 0, 1, 0,
                                               0x12, 1,   3,   0,   1, 0, 0,   0,   low, 0, 0, 0, 0, 0, 0, 0};
    const auto bytes = std::as_bytes(std::span(big_endian ? big : little));
    return {bytes.begin(), bytes.end()};
}

}  // namespace photographs
