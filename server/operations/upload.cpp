#include "operations/upload.hpp"

#include <stdexcept>

#include "workspaces/picture_name.hpp"
#include "workspaces/uploads.hpp"

namespace eigenfaces::service {

tl::expected<UploadedPicture, UploadFailure> upload(State& state, const Limits& limits,
                                                    const WorkspaceId& workspace,
                                                    std::string_view client_file_name,
                                                    std::span<const std::byte> contents) {
    const auto name = PictureName::from_client(client_file_name);
    if (!name) {
        return tl::unexpected(
            UploadFailure{UploadFailure::Kind::bad_name,
                          "the picture has no usable file name: 1 to 200 bytes behind the last '/'"});
    }
    const auto header = read_picture_header(contents, limits.picture);
    const auto decoded = header ? decode_picture(contents, limits.picture)
                                : tl::expected<Picture, PictureError>(tl::unexpect, header.error());
    if (!decoded) {
        const auto kind = decoded.error().kind == PictureError::Kind::not_a_picture
                              ? UploadFailure::Kind::not_a_picture
                              : UploadFailure::Kind::damaged;
        return tl::unexpected(UploadFailure{kind, name->text() + ": " + decoded.error().message});
    }
    if (const auto stored = Uploads(state.workspace(workspace).uploads()).store(*name, contents); !stored) {
        if (is_out_of_space(stored.error())) {
            return tl::unexpected(
                UploadFailure{UploadFailure::Kind::no_space, "the disk is full; nothing was stored"});
        }
        throw std::runtime_error(stored.error().message());
    }
    return UploadedPicture{name->text(), *header, contents.size()};
}

}  // namespace eigenfaces::service
