#pragma once
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

#include "operations/data_set_failure.hpp"
#include "operations/learnable_picture.hpp"
#include "operations/limits.hpp"
#include "operations/predict.hpp"
#include "workspaces/state.hpp"
#include "workspaces/workspace_id.hpp"

namespace eigenfaces::service {

/// Who is to be known, and what a picture must show to be learned from.
struct EnrolInput {
    std::string_view data_set;
    std::string_view person;
    /// Only pictures are stored that show one face, or one that is much larger than the others.
    bool require_face = true;
};

/// Stores those of the pictures that are some, each for itself. `stop` is obeyed between two pictures.
DataSetResult<std::vector<Enrolled>> enrol(State& state, const Limits& limits, const WorkspaceId& workspace,
                                           const EnrolInput& input, std::span<const GivenPicture> pictures,
                                           const std::stop_token& stop);

}  // namespace eigenfaces::service
