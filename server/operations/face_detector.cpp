#include "operations/face_detector.hpp"

namespace eigenfaces::service {

const FaceDetector& face_detector() {
    static const FaceDetector made;
    return made;
}

}  // namespace eigenfaces::service
