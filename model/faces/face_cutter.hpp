#pragma once

#include "model/data_set.hpp"
#include "model/faces/find_faces.hpp"

namespace eigenfaces {

/// Cuts the face out of pictures to learn from: of several faces the largest. The detector must outlive it.
FaceCutter face_cutter(const FaceDetector& detector, Align align);

/// Whether one of the faces that were found, the largest first, is the one that the picture is of: there is
/// no other of more than a quarter of its area.
bool is_of_one_face(std::span<const AlignedFace> faces);

/// Memory that the search for a face takes beside the decoded picture, in bytes.
inline constexpr std::uint64_t detection_memory = 60'000'000;

}  // namespace eigenfaces
