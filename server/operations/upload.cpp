#include "operations/upload.hpp"

#include <optional>
#include <spdlog/fmt/fmt.h>
#include <stdexcept>
#include <utility>

#include "operations/state_health.hpp"
#include "workspaces/picture_name.hpp"

namespace eigenfaces::service {

namespace {

UploadFailure::Kind reason(PictureError::Kind kind) {
    switch (kind) {
        case PictureError::Kind::not_a_picture:
            return UploadFailure::Kind::not_a_picture;
        case PictureError::Kind::out_of_memory:
            return UploadFailure::Kind::no_memory;
        case PictureError::Kind::damaged:
        case PictureError::Kind::too_large:
        case PictureError::Kind::unsupported:
            break;
    }
    return UploadFailure::Kind::damaged;
}

auto no_space(std::string detail) {
    return tl::unexpected(UploadFailure{UploadFailure::Kind::no_space, std::move(detail)});
}

/// A picture that is whole.
struct WholePicture {
    PictureHeader header;
    /// What may be asked for next is the face in it: of a picture that is no larger than those of data sets
    /// it was decoded, unless it is known. A photograph's would take longer than looking whether it is whole.
    std::optional<std::pair<DecodedUploads::Key, DecodedPicture>> decoded;
};

/// Reads all of a picture.
tl::expected<WholePicture, PictureError> look_at(DecodedUploads& known, const WorkspaceId& workspace,
                                                 std::span<const std::byte> contents,
                                                 const PictureLimits& limits) {
    constexpr std::uint64_t pixels_of_a_face = 1UL << 18U;  // 512 x 512
    const auto header = read_picture_header(contents, limits);
    const auto without_face = [](const PictureHeader& of) { return WholePicture{of, std::nullopt}; };
    if (!header || std::uint64_t{header->size.width} * header->size.height > pixels_of_a_face)
        return check_picture(contents, limits).map(without_face);
    auto key = DecodedUploads::key(workspace, contents);
    if (known.find(key)) return without_face(*header);
    return decode_face(contents, limits).map([&](const DecodedPicture& picture) {
        return WholePicture{picture.header, std::pair(std::move(key), picture)};
    });
}

/// Stores within the operator's limits.
tl::expected<void, UploadFailure> store(State& state, const WorkspaceId& workspace, const PictureName& name,
                                        std::span<const std::byte> contents) {
    const auto fail = [](const ObjectError& error) -> tl::expected<void, UploadFailure> {
        if (is_out_of_space(error)) return no_space("the disk is full; nothing was stored");
        throw ObjectFailure(error);
    };
    const auto made = state.workspaces().make(workspace);
    if (!made) return fail(made.error());
    if (!*made) return no_space(too_many_workspaces(state, workspace));
    const auto room = state.upload_quota().reserve(workspace, name, contents.size());
    if (!room) return fail(room.error());
    if (const auto* files = std::get_if<UploadQuota::TooManyFiles>(&*room)) {
        return no_space(
            fmt::format("the workspace '{}' has {} uploads, which is as many as it may have "
                        "(--max-uploads); upload under a name that it has, or delete one",
                        workspace.text(), files->limit));
    }
    if (const auto* bytes = std::get_if<UploadQuota::TooManyBytes>(&*room)) {
        return no_space(
            fmt::format("the workspace '{}' has uploads of {} bytes and may have {} "
                        "(--max-upload-bytes); these are {} more",
                        workspace.text(), bytes->stored, bytes->limit, contents.size()));
    }
    const auto stored = state.uploads(workspace).store(name, contents);
    if (!stored) return fail(stored.error());
    return {};
}

}  // namespace

std::string too_many_workspaces(const State& state, const WorkspaceId& workspace) {
    return fmt::format(
        "the server has {} workspaces, which is as many as it may have (--max-workspaces); "
        "'{}' would be one more",
        state.workspaces().limit(), workspace.text());
}

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
    DecodedUploads& known = state.decoded_uploads();
    const std::uint64_t moment = known.moment();
    const auto picture = look_at(known, workspace, contents, limits.picture);
    if (!picture) {
        return tl::unexpected(
            UploadFailure{reason(picture.error().kind), name->text() + ": " + picture.error().message});
    }
    if (auto full = too_little_space(state, limits.min_free_space)) return no_space(*std::move(full));
    if (auto stored = store(state, workspace, *name, contents); !stored)
        return tl::unexpected(std::move(stored.error()));
    // Of a picture that was refused, nothing is kept.
    if (picture->decoded) known.keep(picture->decoded->first, moment, picture->decoded->second);
    return UploadedPicture{name->text(), picture->header, contents.size()};
}

}  // namespace eigenfaces::service
