#include "model/faces/align.hpp"

#include <cmath>
#include <numbers>

namespace eigenfaces {
namespace {

/// LFW's window (features.hpp).
constexpr PictureSize window_size{94, 125};
constexpr double lfw_center_x = 78 + 94 / 2.0;
constexpr double lfw_center_y = 70 + 125 / 2.0;

}  // namespace

BoxToWindow box_to_window() {
    return {.width = 0.902, .right = -0.011, .right_of_turn = -0.117, .down = -0.029, .roll = -0.03};
}

Window face_window_of(const FaceBox& box, const BoxToWindow& mapping) {
    const double roll = box.roll - mapping.roll;
    const double right = box.width * (mapping.right + mapping.right_of_turn * box.turn);
    const double down = box.height * mapping.down;
    Window window;
    window.center_x = box.left + box.width / 2 + std::cos(roll) * right - std::sin(roll) * down;
    window.center_y = box.top + box.height / 2 + std::sin(roll) * right + std::cos(roll) * down;
    window.width = box.width * mapping.width;
    window.height = window.width * window_size.height / window_size.width;
    window.roll = roll;
    return window;
}

FaceBox box_of_window(const Window& window, const BoxToWindow& mapping) {
    FaceBox box;
    box.width = window.width / mapping.width;
    box.height = box.width;
    box.roll = mapping.roll;
    box.left = window.center_x - box.width * (0.5 + mapping.right);
    box.top = window.center_y - box.height * (0.5 + mapping.down);
    return box;
}

Picture align_face(const Picture& upright, const FaceBox& box) {
    return sample(upright, face_window_of(box), window_size);
}

bool is_lfw_window(const Window& window) {
    constexpr double pixels = 8;
    constexpr double times = 1.15;
    constexpr double degrees = 11;
    return std::abs(window.center_x - lfw_center_x) <= pixels &&
           std::abs(window.center_y - lfw_center_y) <= pixels &&
           std::abs(std::log(window.width / window_size.width)) <= std::log(times) &&
           std::abs(window.roll) <= degrees * std::numbers::pi / 180;
}

}  // namespace eigenfaces
