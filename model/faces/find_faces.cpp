#include "model/faces/find_faces.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "model/faces/align.hpp"
#include "model/faces/orientation.hpp"

namespace eigenfaces {
namespace {

using Faces = tl::expected<std::vector<AlignedFace>, FindFacesError>;

/// The reference's face, from a picture that it is made for or from any other.
Faces whole_picture(std::span<const std::byte> bytes, PictureSize size, const PictureLimits& limits) {
    const auto sums = face_sums(bytes, limits);
    if (!sums) return tl::unexpected(FindFacesError(sums.error()));
    const PictureRegion region = face_window(size);
    const Window window{region.left + region.width / 2.0, region.top + region.height / 2.0,
                        static_cast<double>(region.width), static_cast<double>(region.height), 0};
    return std::vector<AlignedFace>{{clip(box_of_window(window), size), *sums}};
}

/// A picture that takes no more memory than a search of it does, and by how much it was shrunk.
struct Working {
    Picture picture;
    std::uint32_t factor = 1;
};

/// Pixels that are kept: windows of faces that are found have several times the 37 x 50 pixels that are
/// needed.
constexpr std::uint64_t kept_pixels = 6'000'000;

tl::expected<Working, PictureError> decode_to_work_on(std::span<const std::byte> bytes,
                                                      const PictureHeader& header,
                                                      const PictureLimits& limits) {
    const std::uint64_t pixels = std::uint64_t{header.size.width} * header.size.height;
    const std::uint64_t needed = header.decoder_bytes + 3 * pixels;
    // Decoding would give its share back with the pixels still there, so the share is taken here.
    std::optional<DecodingMemory::Share> share;
    if (limits.memory && needed > limits.memory->total()) {
        return tl::unexpected(PictureError{PictureError::Kind::too_large,
                                           "decoding the whole picture takes " + std::to_string(needed) +
                                               " bytes of memory; at most " +
                                               std::to_string(limits.memory->total()) + " are allowed"});
    }
    if (limits.memory && pixels > kept_pixels) share.emplace(limits.memory->take(needed));
    auto picture =
        decode_picture(bytes, {.max_pixels = limits.max_pixels, .memory = share ? nullptr : limits.memory});
    if (!picture) return tl::unexpected(picture.error());
    if (pixels <= kept_pixels) return Working{std::move(*picture), 1};
    const auto factor = static_cast<std::uint32_t>(
        std::ceil(std::sqrt(static_cast<double>(pixels) / static_cast<double>(kept_pixels))));
    return Working{shrink(*picture, factor), factor};
}

NoFace no_face(PictureSize size) {
    return {size, "no face was found in the picture of " + std::to_string(size.width) + " x " +
                      std::to_string(size.height) +
                      " pixels; faces are found that look into the camera, are upright and not too small"};
}

}  // namespace

Faces find_faces(const FaceDetector& detector, std::span<const std::byte> bytes, const PictureLimits& limits,
                 Align align) {
    const auto header = read_picture_header(bytes, limits);
    if (!header) return tl::unexpected(FindFacesError(header.error()));
    if (align == Align::none) return whole_picture(bytes, header->size, limits);

    const Orientation orientation = read_orientation(bytes);
    auto working = decode_to_work_on(bytes, *header, limits);
    if (!working) return tl::unexpected(FindFacesError(working.error()));
    const Picture upright = turn_upright(std::move(working->picture), orientation);
    const std::vector<FaceBox> boxes = detector.find(upright);

    constexpr PictureSize lfw{250, 250};
    if (align == Align::automatic && header->size == lfw && orientation == Orientation::upright &&
        (boxes.empty() || is_lfw_window(face_window_of(boxes.front())))) {
        return whole_picture(bytes, header->size, limits);
    }
    const PictureSize size = upright_size(header->size, orientation);
    if (boxes.empty()) return tl::unexpected(FindFacesError(no_face(size)));
    std::vector<AlignedFace> faces;
    for (FaceBox box : boxes) {
        AlignedFace& face = faces.emplace_back();
        face.sums = sum_channels(align_face(upright, box));
        box.left *= working->factor;
        box.top *= working->factor;
        box.width *= working->factor;
        box.height *= working->factor;
        face.box = clip(box, size);
    }
    return faces;
}

}  // namespace eigenfaces
