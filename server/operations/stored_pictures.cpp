#include "operations/stored_pictures.hpp"

namespace eigenfaces::service {

namespace {

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
    return value_or_throw(state.uploads(workspace).list());
}

tl::expected<std::string, NoSuchUpload> read_upload(const State& state, const WorkspaceId& workspace,
                                                    std::string_view picture) {
    const auto name = PictureName::from_client(picture);
    if (!name) return missing(workspace, picture);
    auto contents = value_or_throw(state.uploads(workspace).read(*name));
    if (!contents) return missing(workspace, picture);
    return *std::move(contents);
}

tl::expected<void, NoSuchUpload> delete_upload(State& state, const WorkspaceId& workspace,
                                               std::string_view picture) {
    const ForgetsDecoded forgets(state.decoded_uploads(), workspace);
    const auto name = PictureName::from_client(picture);
    if (!name || !value_or_throw(state.uploads(workspace).remove(*name))) return missing(workspace, picture);
    return {};
}

void delete_uploads(State& state, const WorkspaceId& workspace) {
    const ForgetsDecoded forgets(state.decoded_uploads(), workspace);
    value_or_throw(state.uploads(workspace).remove_all());
}

}  // namespace eigenfaces::service
