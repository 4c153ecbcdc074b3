// make_photographs LFW OUT: photographs as a camera might have taken them, of people of LFW:
// OUT/photos/PERSON/N.jpg, 800 x 600 with the face anywhere and of several sizes;
// OUT/photos/Tony_Blair/window.jpg without a face; OUT/group.jpg with three of the people and one that is in
// no folder.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include "model/faces/resample.hpp"
#include "model/picture.hpp"
#include "tests/model/picture_encoders.hpp"

namespace {

namespace fs = std::filesystem;
using namespace eigenfaces;

const std::vector<std::string> people = {"Colin_Powell", "George_W_Bush", "Hugo_Chavez", "Tony_Blair"};
constexpr const char* stranger = "Gerhard_Schroeder";
constexpr std::uint32_t pictures_each = 24;

Picture face(const fs::path& lfw, const std::string& person, std::uint32_t number) {
    char name[16];
    std::snprintf(name, sizeof name, "_%04u.jpg", number);
    std::ifstream file(lfw / person / (person + name), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    auto picture = decode_picture(std::as_bytes(std::span(bytes)));
    if (!picture) throw std::runtime_error(person + name + ": " + picture.error().message);
    return *std::move(picture);
}

/// A wall that gets lighter to the right.
Picture wall(std::uint32_t width, std::uint32_t height) {
    Picture picture{{width, height}, 3, {}};
    for (std::uint32_t y = 0; y < height; ++y) {
        for (std::uint32_t x = 0; x < width; ++x) {
            const auto level = static_cast<std::uint8_t>(90 + 90 * x / width + 20 * y / height);
            picture.samples.insert(picture.samples.end(),
                                   {level, level, static_cast<std::uint8_t>(level - 10)});
        }
    }
    return picture;
}

/// Lays a picture over another one, at a size and a place.
void paste(Picture& onto, const Picture& picture, std::uint32_t side, std::uint32_t left, std::uint32_t top) {
    const Picture scaled = sample(picture, {125, 125, 250, 250, 0}, {side, side});
    for (std::uint32_t y = 0; y < side; ++y) {
        std::copy_n(scaled.samples.begin() + std::ptrdiff_t{3} * y * side, 3 * side,
                    onto.samples.begin() + std::ptrdiff_t{3} * ((top + y) * onto.size.width + left));
    }
}

void write(const fs::path& path, const Picture& picture) {
    const auto bytes =
        picture_encoders::encode_jpeg(picture.samples, picture.size.width, picture.size.height, 3);
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

void make(const fs::path& lfw, const fs::path& out) {
    std::uint32_t place = 0;
    for (const std::string& person : people) {
        fs::create_directories(out / "photos" / person);
        for (std::uint32_t number = 1; number <= pictures_each; ++number, ++place) {
            Picture photo = wall(800, 600);
            const std::uint32_t side = 220 + 37 * place % 180;
            paste(photo, face(lfw, person, number), side, 53 * place % (800 - side),
                  29 * place % (600 - side));
            write(out / "photos" / person / (std::to_string(number) + ".jpg"), photo);
        }
    }
    write(out / "photos" / "Tony_Blair" / "window.jpg", wall(800, 600));
    Picture group = wall(1600, 700);
    const std::vector<std::string> shown = {"Tony_Blair", "Colin_Powell", stranger, "George_W_Bush"};
    for (std::uint32_t i = 0; i < shown.size(); ++i)
        paste(group, face(lfw, shown[i], 41), 330, 30 + 390 * i, 120 + 60 * (i % 2));
    write(out / "group.jpg", group);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fputs("usage: make_photographs LFW OUT\n", stderr);
        return 2;
    }
    try {
        make(argv[1], argv[2]);
        return 0;
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "make_photographs: %s\n", failure.what());
        return 1;
    }
}
