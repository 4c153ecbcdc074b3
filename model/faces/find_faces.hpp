#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include <tl/expected.hpp>

#include "model/align.hpp"
#include "model/faces/detector.hpp"
#include "model/features.hpp"

/// From an encoded picture of any kind to faces as the model knows them.
namespace eigenfaces {

struct AlignedFace {
    FaceBox box;  ///< where it is in the upright picture; inside of it
    FaceSums sums{};
};

/// No face was found.
struct NoFace {
    PictureSize size;     ///< of the upright picture
    std::string message;  ///< says what is found, and what not
};

using FindFacesError = std::variant<PictureError, NoFace>;

/// Finds the faces of a JPEG or PNG picture, the largest first, and cuts them out as LFW's pictures show
/// them.
///
/// Align::none has always one face: its box is where one would be that fills the window, with a score of 0.
/// So has Align::automatic for an upright picture of 250 x 250 pixels where the largest face is where LFW's
/// are, or where there is none. The picture is turned upright as its Exif data says, but for Align::none.
///
/// Memory: the picture is decoded as a whole, 3 bytes a pixel, and taken from limits.memory where that is
/// given until it is made small enough to be searched (DetectorSettings::max_pixels; some 60 MB).
tl::expected<std::vector<AlignedFace>, FindFacesError> find_faces(const FaceDetector& detector,
                                                                  std::span<const std::byte> bytes,
                                                                  const PictureLimits& limits, Align align);

}  // namespace eigenfaces
