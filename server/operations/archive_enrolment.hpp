#pragma once
#include <cstddef>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "operations/data_set_failure.hpp"
#include "operations/learnable_picture.hpp"
#include "operations/limits.hpp"
#include "workspaces/state.hpp"
#include "workspaces/workspace_id.hpp"

namespace eigenfaces::service {

/// A picture of an archive.
struct EnrolledFromArchive {
    std::string person;  ///< empty where the file is no person's
    Enrolled picture;    ///< called by its path in the archive
};

/// Adds the pictures of a tar.gz or zip archive of person folders (extracted_files() says where these may
/// lie) to a data set: each that can be learned from. What is in the archive otherwise is told as a problem
/// of its own; what can't be read as an archive, or is not safe to extract, is refused as a whole. `stop` is
/// obeyed all the time but while the pictures are moved to their places, which is soon done; throws when the
/// disk fails.
///
/// The archive is extracted into a folder that the next start of the server removes, should it not come to
/// that itself, and there the pictures are looked at. Then they are flushed all together, and moved: none is
/// seen in part.
DataSetResult<std::vector<EnrolledFromArchive>> enrol_archive(State& state, const Limits& limits,
                                                              const WorkspaceId& workspace,
                                                              std::string_view data_set, bool require_face,
                                                              std::span<const std::byte> archive,
                                                              const std::stop_token& stop);

}  // namespace eigenfaces::service
