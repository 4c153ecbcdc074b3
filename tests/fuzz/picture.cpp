/// Any bytes as an uploaded picture: they are refused, or they give features from 0 to 1.
#include <algorithm>
#include <cstdlib>

#include "model/features.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // What a server would decode, and small enough for many runs in a second.
    const eigenfaces::PictureLimits limits{.max_pixels = 1U << 18U};
    const auto face = eigenfaces::face_features_of(std::as_bytes(std::span(data, size)), limits);
    const auto in_range = [](float value) { return value >= 0 && value <= 1; };
    const bool holds =
        face ? std::all_of(face->begin(), face->end(), in_range) : !face.error().message.empty();
    if (!holds) std::abort();
    return 0;
}
