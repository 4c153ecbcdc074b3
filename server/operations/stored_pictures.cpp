#include "operations/stored_pictures.hpp"

#include <cerrno>
#include <stdexcept>

namespace eigenfaces::service {

namespace {

Uploads uploads_of(const State& state, const WorkspaceId& workspace) {
    return Uploads(state.workspace(workspace).uploads());
}

auto missing(const WorkspaceId& workspace, std::string_view picture) {
    return tl::unexpected(NoSuchUpload{"the workspace '" + workspace.text() + "' has no uploaded picture '" +
                                       std::string(picture) + "'"});
}

/// Forgets what was decoded of a workspace's pictures when it ends, also where some of them could not be
/// removed.
class ForgetsDecoded {
  public:
    ForgetsDecoded(DecodedUploads& decoded, const WorkspaceId& workspace)
        : decoded_(decoded), workspace_(workspace) {}
    ForgetsDecoded(const ForgetsDecoded&) = delete;
    ForgetsDecoded& operator=(const ForgetsDecoded&) = delete;
    ~ForgetsDecoded() { decoded_.forget(workspace_); }

  private:
    DecodedUploads& decoded_;
    const WorkspaceId& workspace_;
};

}  // namespace

std::vector<Uploads::Stored> list_uploads(const State& state, const WorkspaceId& workspace) {
    return value_or_throw(uploads_of(state, workspace).list());
}

tl::expected<std::string, NoSuchUpload> read_upload(const State& state, const WorkspaceId& workspace,
                                                    std::string_view picture) {
    const auto name = PictureName::from_client(picture);
    if (!name) return missing(workspace, picture);
    auto contents = uploads_of(state, workspace).read(*name);
    if (!contents && contents.error().error_number == ENOENT) return missing(workspace, picture);
    return value_or_throw(std::move(contents));
}

tl::expected<void, NoSuchUpload> delete_upload(State& state, const WorkspaceId& workspace,
                                               std::string_view picture) {
    const ForgetsDecoded forgets(state.decoded_uploads(), workspace);
    const auto name = PictureName::from_client(picture);
    if (!name || !value_or_throw(uploads_of(state, workspace).remove(*name)))
        return missing(workspace, picture);
    return {};
}

void delete_uploads(State& state, const WorkspaceId& workspace) {
    const ForgetsDecoded forgets(state.decoded_uploads(), workspace);
    const Uploads uploads = uploads_of(state, workspace);
    for (const Uploads::Stored& picture : value_or_throw(uploads.list()))
        value_or_throw(uploads.remove(picture.name));
}

}  // namespace eigenfaces::service
