#pragma once
#include <optional>
#include <string>

#include "model/faces/detector.hpp"
#include "model/picture.hpp"
#include "operations/predict.hpp"

namespace eigenfaces::service {

/// What became of one of several pictures.
struct Enrolled {
    std::string file;                     ///< as the client called it
    std::optional<std::string> stored;    ///< the name that it has now
    std::optional<PictureHeader> header;  ///< of one that was stored
    std::optional<FaceBox> face;          ///< where it is in the upright picture, if it was looked for
    std::optional<std::string> problem;   ///< of one that was not
};

/// Whether a picture has a usable name and can be learned from; tells the problem, or what was found out of
/// it. With `require_face` it must show one face, or one that is much larger than the others.
Enrolled look_at_picture(const GivenPicture& picture, const PictureLimits& limits, bool require_face);

/// The result of a picture that nobody waits for any more.
Enrolled not_looked_at(const std::string& file);

}  // namespace eigenfaces::service
