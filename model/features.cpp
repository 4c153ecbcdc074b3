#include "model/features.hpp"

#include <algorithm>

#include "model/bicubic.hpp"

namespace eigenfaces {

PictureRegion face_window(PictureSize size) {
    const std::uint64_t side = std::min(size.width, size.height);
    const std::uint64_t left = (size.width - side) / 2;
    const std::uint64_t top = (size.height - side) / 2;
    const auto low = [&](std::uint64_t edge) { return edge * side / 250; };
    const auto high = [&](std::uint64_t edge) { return (edge * side + 249) / 250; };
    return {static_cast<std::uint32_t>(left + low(78)), static_cast<std::uint32_t>(top + low(70)),
            static_cast<std::uint32_t>(high(172) - low(78)), static_cast<std::uint32_t>(high(195) - low(70))};
}

FaceSums sum_channels(const Picture& window) {
    const Picture face = resize_bicubic(window, {face_width, face_height});
    FaceSums sums;
    for (std::size_t i = 0; i < face_features; ++i) {
        const std::uint8_t* pixel = face.samples.data() + i * face.channels;
        const int sum = face.channels == 1 ? 3 * pixel[0] : pixel[0] + pixel[1] + pixel[2];
        sums[i] = static_cast<std::uint16_t>(sum);
    }
    return sums;
}

tl::expected<FaceSums, PictureError> face_sums(std::span<const std::byte> bytes,
                                               const PictureLimits& limits) {
    return read_picture_header(bytes, limits)
        .and_then([&](const PictureHeader& header) {
            return decode_picture(bytes, face_window(header.size), limits);
        })
        .map(sum_channels);
}

tl::expected<std::vector<float>, PictureError> face_features_of(std::span<const std::byte> bytes,
                                                                const PictureLimits& limits) {
    return face_sums(bytes, limits).map([](const FaceSums& sums) {
        std::vector<float> features(sums.size());
        scale_sums(sums, features);
        return features;
    });
}

void scale_sums(std::span<const std::uint16_t> sums, std::span<float> features) {
    std::transform(sums.begin(), sums.end(), features.begin(),
                   [](std::uint16_t sum) { return static_cast<float>(sum) / 765.0F; });
}

}  // namespace eigenfaces
