#include "operations/learnable_picture.hpp"

#include <spdlog/fmt/fmt.h>
#include <variant>

#include <tl/expected.hpp>

#include "model/faces/face_cutter.hpp"
#include "operations/face_detector.hpp"
#include "workspaces/picture_name.hpp"

namespace eigenfaces::service {

namespace {

/// The face to learn from, or why there is none.
tl::expected<FaceBox, std::string> face_to_learn(std::span<const std::byte> picture,
                                                 const PictureLimits& limits) {
    const auto faces = find_faces(face_detector(), picture, limits, Align::automatic);
    if (!faces) {
        return tl::unexpected(std::visit([](const auto& why) { return why.message; }, faces.error()));
    }
    if (is_of_one_face(*faces)) return faces->front().box;
    return tl::unexpected(fmt::format(
        "shows {} faces, and which one to learn can't be told; cut the others off", faces->size()));
}

Enrolled with_problem(const std::string& file, std::string problem) {
    return {file, {}, {}, {}, std::move(problem)};
}

}  // namespace

Enrolled look_at_picture(const GivenPicture& picture, const PictureLimits& limits, bool require_face) {
    if (!PictureName::from_client(picture.name))
        return with_problem(picture.name, "has no usable file name: 1 to 200 bytes behind the last '/'");
    const auto header = check_picture(picture.contents, limits);
    if (!header) return with_problem(picture.name, header.error().message);
    Enrolled found{picture.name, {}, *header, {}, {}};
    if (require_face) {
        const auto face = face_to_learn(picture.contents, limits);
        if (!face) return with_problem(picture.name, face.error());
        found.face = *face;
    }
    return found;
}

Enrolled not_looked_at(const std::string& file) {
    return with_problem(file, "was not looked at: the server is stopping, or the client has gone");
}

}  // namespace eigenfaces::service
