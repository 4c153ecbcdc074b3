#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "model/picture.hpp"

/// Finding faces in pictures: docs/faces.md has what is found, and how well.
namespace eigenfaces {

/// Where a face is, from the brows to the chin and about as wide as the head, in pixels from the upper left
/// corner. It may stick out of the picture.
struct FaceBox {
    double left = 0;
    double top = 0;
    double width = 0;
    double height = 0;
    double score = 0;  ///< how clear it was; 0 is as unclear as is found by default, 1 is clear, 3 is rare
    /// Where the face looks, from -1 to 1: the detector's votes for faces that look to the right of the
    /// picture less those for faces that look to its left. 0 looks into the camera.
    double turn = 0;
    /// By how many radians the head is tilted, clockwise as the picture is looked at; 0 if not looked for.
    /// The box is not: it is the tilted square's around the same middle.
    double roll = 0;

    bool operator==(const FaceBox&) const = default;
};

/// The part of a box that is inside of the picture; the rest stays.
FaceBox clip(const FaceBox& box, PictureSize size);

struct DetectorSettings {
    /// Faces less clear than this are not found.
    double min_score = 0;
    /// Pictures with more pixels are searched at a whole part of their size: memory and time are bounded.
    std::uint64_t max_pixels = 1'600'000;
    /// Pictures with fewer pixels are searched at twice their size: small faces are found.
    std::uint64_t min_pixels = 400'000;
    /// Looks at each face a second time, turned by up to 30 degrees to either side: finds its roll, and a box
    /// that is more exact.
    bool find_roll = true;
    /// Not more faces than this, the clearest ones, are told of one picture.
    std::size_t max_faces = 50;
};

/// Finds faces that look more or less into the camera, upright to within some 20 degrees, by histograms of
/// oriented gradients (dlib's frontal face detector; five templates over an image pyramid).
///
/// A face is found from about 70 pixels of width up where the picture is searched as it is: 35 pixels in
/// pictures below min_pixels, 70 times the part that it was shrunk to above max_pixels. A picture whose
/// shorter side is below 40 pixels as it is searched has none. Immutable: any number of threads may use one.
class FaceDetector {
  public:
    explicit FaceDetector(const DetectorSettings& settings = {});
    ~FaceDetector();
    FaceDetector(FaceDetector&&) noexcept;
    FaceDetector& operator=(FaceDetector&&) noexcept;
    FaceDetector(const FaceDetector&) = delete;
    FaceDetector& operator=(const FaceDetector&) = delete;

    /// The faces of an upright picture, the largest first. No two boxes are of one face: they share less than
    /// a third of their areas.
    std::vector<FaceBox> find(const Picture& upright) const;

  private:
    struct Templates;
    DetectorSettings settings_;
    std::unique_ptr<const Templates> templates_;
};

}  // namespace eigenfaces
