#include <charconv>
#include <cstring>
#include <iostream>

#include "tests/model/synthetic_faces.hpp"

/// draw_faces FOLDER PEOPLE PICTURES: writes drawn faces in LFW's layout.
int main(int argc, char** argv) {
    std::size_t people = 0;
    std::size_t pictures = 0;
    const auto number = [](const char* text, std::size_t& value) {
        const auto [end, error] = std::from_chars(text, text + std::strlen(text), value);
        return error == std::errc{} && *end == '\0' && value > 0;
    };
    if (argc != 4 || !number(argv[2], people) || !number(argv[3], pictures)) {
        std::cerr << "usage: draw_faces FOLDER PEOPLE PICTURES\n";
        return 2;
    }
    synthetic_faces::write_data_set(argv[1], people, pictures);
    return 0;
}
