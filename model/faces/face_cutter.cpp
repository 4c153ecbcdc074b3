#include "model/faces/face_cutter.hpp"

#include <algorithm>
#include <variant>

namespace eigenfaces {

FaceCutter face_cutter(const FaceDetector& detector, Align align) {
    return [&detector, align](std::span<const std::byte> bytes,
                              const PictureLimits& limits) -> tl::expected<CutFace, PictureError> {
        const auto faces = find_faces(detector, bytes, limits, align);
        if (faces) return CutFace{faces->front().sums, {}};
        if (const auto* error = std::get_if<PictureError>(&faces.error())) return tl::unexpected(*error);
        return CutFace{std::nullopt, std::get<NoFace>(faces.error()).message};
    };
}

bool is_of_one_face(std::span<const AlignedFace> faces) {
    if (faces.empty()) return false;
    const auto area = [](const AlignedFace& face) { return face.box.width * face.box.height; };
    return std::all_of(faces.begin() + 1, faces.end(),
                       [&](const AlignedFace& other) { return 4 * area(other) < area(faces.front()); });
}

}  // namespace eigenfaces
