#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "workspaces/picture_name.hpp"
#include "workspaces/state.hpp"
#include "workspaces/uploads.hpp"
#include "workspaces/workspace_id.hpp"

namespace eigenfaces::service {

/// There is no uploaded picture of this name.
struct NoSuchUpload {
    std::string detail;
};

// Everything throws when the disk fails.

std::vector<Uploads::Stored> list_uploads(const State& state, const WorkspaceId& workspace);

/// A picture as it was stored.
tl::expected<std::string, NoSuchUpload> read_upload(const State& state, const WorkspaceId& workspace,
                                                    std::string_view picture);

tl::expected<void, NoSuchUpload> delete_upload(State& state, const WorkspaceId& workspace,
                                               std::string_view picture);

/// All that were there when it was called.
void delete_uploads(State& state, const WorkspaceId& workspace);

}  // namespace eigenfaces::service
