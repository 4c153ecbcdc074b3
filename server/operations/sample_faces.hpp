#pragma once
#include <cstddef>
#include <string>

#include "model/picture.hpp"
#include "operations/data_set_failure.hpp"
#include "workspaces/state.hpp"
#include "workspaces/workspace_id.hpp"

namespace eigenfaces::service {

/// A PNG file with a face of each of the `count` people of whom the workspace's downloaded data set has the
/// most pictures, as training cuts it out. Pictures that can't be decoded are left out. Throws when the disk
/// fails.
DataSetResult<std::string> draw_sample_faces(State& state, const WorkspaceId& workspace, std::size_t count,
                                             const PictureLimits& limits, const std::stop_token& stop);

}  // namespace eigenfaces::service
