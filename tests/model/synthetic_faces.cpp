#include "tests/model/synthetic_faces.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <random>
#include <stdexcept>

#include "tests/model/picture_encoders.hpp"

namespace synthetic_faces {
namespace {

using Color = std::array<double, 3>;

/// Numbers that are the same with every standard library, unlike std::uniform_real_distribution's.
class Dice {
  public:
    explicit Dice(std::uint32_t seed) : generator_(seed) {}
    double between(double low, double high) {
        return low + (high - low) * static_cast<double>(generator_()) / 4294967296.0;
    }

  private:
    std::mt19937 generator_;
};

struct Person {
    double head_width, head_height, eye_distance, eye_height, eye_size, nose_length, mouth_width,
        mouth_height, hair_line;
    Color skin, hair, eyes, mouth;
};

Person make_person(std::size_t number) {
    Dice dice(static_cast<std::uint32_t>(1000 + number));
    const double tone = dice.between(0.35, 1.0);
    const double hair = dice.between(0.1, 0.9);
    return {.head_width = dice.between(40, 56),
            .head_height = dice.between(58, 74),
            .eye_distance = dice.between(15, 25),
            .eye_height = dice.between(10, 24),
            .eye_size = dice.between(4, 9),
            .nose_length = dice.between(10, 30),
            .mouth_width = dice.between(12, 28),
            .mouth_height = dice.between(3, 9),
            .hair_line = dice.between(20, 48),
            .skin = {235 * tone, 195 * tone, 165 * tone},
            .hair = {200 * hair, 160 * hair, 110 * hair},
            .eyes = {dice.between(10, 90), dice.between(20, 110), dice.between(20, 150)},
            .mouth = {dice.between(120, 210), dice.between(30, 90), dice.between(40, 90)}};
}

bool inside_ellipse(double x, double y, double width, double height) {
    return (x * x) / (width * width) + (y * y) / (height * height) <= 1;
}

}  // namespace

std::vector<std::uint8_t> draw_face(std::size_t person_number, std::size_t picture) {
    const Person person = make_person(person_number);
    Dice dice(static_cast<std::uint32_t>(7919 * (person_number + 1) + picture));
    const double center_x = 125 + dice.between(-4, 4);
    const double center_y = 130 + dice.between(-4, 4);
    const double zoom = dice.between(0.94, 1.06);
    const double light = dice.between(0.75, 1.1);
    const double side_light = dice.between(-0.25, 0.25);
    const double smile = dice.between(0.6, 1.5);
    const Color background = {dice.between(30, 220), dice.between(30, 220), dice.between(30, 220)};
    std::vector<std::uint8_t> pixels;
    pixels.reserve(std::size_t{3} * picture_side * picture_side);
    for (std::uint32_t row = 0; row < picture_side; ++row) {
        for (std::uint32_t column = 0; column < picture_side; ++column) {
            const double x = (column - center_x) / zoom;
            const double y = (row - center_y) / zoom;
            Color color = background;
            if (inside_ellipse(x, y, person.head_width, person.head_height)) {
                const double eye_x = std::abs(x) - person.eye_distance;
                const double eye_y = y + person.eye_height;
                color = person.skin;
                if (y < -person.hair_line) color = person.hair;
                if (inside_ellipse(eye_x, eye_y, 1.6 * person.eye_size, person.eye_size))
                    color = {235, 235, 235};
                if (inside_ellipse(eye_x, eye_y, 0.8 * person.eye_size, 0.9 * person.eye_size))
                    color = person.eyes;
                if (std::abs(x) < 3 && y > -5 && y < person.nose_length - 5) {
                    for (double& channel : color)
                        channel *= 0.8;
                }
                if (inside_ellipse(x, y - 36, person.mouth_width, person.mouth_height * smile))
                    color = person.mouth;
            }
            const double shade = light * (1 + side_light * x / 60);
            for (const double channel : color) {
                const double value = channel * shade + dice.between(-9, 9);
                pixels.push_back(static_cast<std::uint8_t>(std::clamp(value, 0.0, 255.0)));
            }
        }
    }
    return pixels;
}

std::vector<std::byte> face_jpeg(std::size_t person, std::size_t picture) {
    return picture_encoders::encode_jpeg(draw_face(person, picture), picture_side, picture_side, 3);
}

std::string person_folder(std::size_t person) {
    static constexpr std::array first = {"Ada", "Bea", "Cem", "Dov", "Eva",
                                         "Fay", "Gus", "Hal", "Ida", "Jon"};
    static constexpr std::array last = {"Abel", "Baker", "Clark", "Dunn",  "Evans",
                                        "Ford", "Gray",  "Hill",  "Irwin", "Jones"};
    std::string name = std::string(first[person % 10]) + "_" + last[(person + person / 10) % 10];
    if (person >= 100) name += "_" + std::to_string(person / 100);
    return name;
}

std::string picture_file(std::size_t person, std::size_t picture) {
    std::array<char, 16> number{};
    std::snprintf(number.data(), number.size(), "_%04zu.jpg", picture + 1);
    return person_folder(person) + number.data();
}

void write_data_set(const std::filesystem::path& root, std::size_t people, std::size_t pictures) {
    for (std::size_t person = 0; person < people; ++person) {
        const std::filesystem::path folder = root / person_folder(person);
        std::filesystem::create_directories(folder);
        for (std::size_t picture = 0; picture < pictures; ++picture) {
            const std::vector<std::byte> bytes = face_jpeg(person, picture);
            std::ofstream file(folder / picture_file(person, picture), std::ios::binary);
            for (const std::byte byte : bytes)
                file.put(std::to_integer<char>(byte));
            file.close();
            if (!file)
                throw std::runtime_error("can't write " + (folder / picture_file(person, picture)).string());
        }
    }
}

}  // namespace synthetic_faces
