#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <tl/expected.hpp>

#include "model/picture.hpp"

/// From a picture to the vector that eigenfaces work on.
///
/// The preprocessing of scikit-learn's LFW loader: a window of a 250 x 250 picture (rows 70 to 195, columns
/// 78 to 172), resized by 0.4 to 37 x 50 as Pillow does by default (model/bicubic.hpp), the mean of the
/// channels, 0 to 1.
namespace eigenfaces {

inline constexpr std::uint32_t face_width = 37;
inline constexpr std::uint32_t face_height = 50;
/// Number of features of a picture.
inline constexpr std::size_t face_features = std::size_t{face_width} * face_height;

/// Sums of the three channels, 0 to 765 each, row by row (50 rows of 37). A feature is such a sum divided by
/// 765; a grey picture counts its one channel three times.
using FaceSums = std::array<std::uint16_t, face_features>;

/// The window of a picture that holds the face.
///
/// For 250 x 250 pixels it is the reference's: columns 78 to 172, rows 70 to 195. For another size it is the
/// same window relative to the largest centred square, its edges rounded outwards to whole pixels. `size`
/// must not be empty.
PictureRegion face_window(PictureSize size);

/// Resizes a decoded face window to 37 x 50 and sums its channels.
FaceSums sum_channels(const Picture& window);

/// The sums of an encoded picture of any size.
tl::expected<FaceSums, PictureError> face_sums(std::span<const std::byte> bytes,
                                               const PictureLimits& limits = {});

/// The 1,850 features of an encoded picture of any size, each from 0 to 1.
tl::expected<std::vector<float>, PictureError> face_features_of(std::span<const std::byte> bytes,
                                                                const PictureLimits& limits = {});

/// `sum / 765` for every sum; both spans have the same length.
void scale_sums(std::span<const std::uint16_t> sums, std::span<float> features);

}  // namespace eigenfaces
