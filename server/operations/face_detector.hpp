#pragma once
#include "model/faces/detector.hpp"

namespace eigenfaces::service {

/// The server's one detector: made when it is first wanted, which takes 0.2 s; it never changes.
const FaceDetector& face_detector();

}  // namespace eigenfaces::service
