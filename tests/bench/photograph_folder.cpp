#include "tests/bench/photograph_folder.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>
#include <span>
#include <stdexcept>
#include <string>

std::vector<std::byte> read_photograph(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file) throw std::runtime_error("can't read " + path.string());
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

std::vector<std::filesystem::path> photographs_in(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    if (files.empty()) throw std::runtime_error("no pictures in " + folder.string());
    return files;
}

eigenfaces::Picture noisy_background(eigenfaces::PictureSize size, unsigned seed) {
    std::mt19937 random(seed);
    eigenfaces::Picture picture{.size = size, .channels = 3, .samples = {}};
    picture.samples.reserve(std::size_t{size.width} * size.height * 3);
    for (std::uint32_t y = 0; y < size.height; ++y) {
        for (std::uint32_t i = 0; i < size.width * 3; ++i) {
            const auto ramp = 60 + 100 * y / size.height + random() % 40;
            picture.samples.push_back(static_cast<std::uint8_t>(ramp));
        }
    }
    return picture;
}

void lay_over(eigenfaces::Picture& picture, const eigenfaces::Picture& top, std::size_t left,
              std::size_t down) {
    const std::size_t row = std::size_t{top.size.width} * 3;
    for (std::size_t y = 0; y < top.size.height; ++y) {
        const auto out = ((down + y) * picture.size.width + left) * 3;
        std::copy_n(top.samples.begin() + static_cast<std::ptrdiff_t>(y * row), row,
                    picture.samples.begin() + static_cast<std::ptrdiff_t>(out));
    }
}
