#pragma once

#include <functional>
#include <string_view>

namespace eigenfaces {

/// The steps of training, in their order.
enum class Stage { load, split, pca, project, grid_search, evaluate };

/// "load", "split", "pca", "project", "grid_search" or "evaluate".
std::string_view stage_name(Stage stage);

/// Called with the running stage and the part of it that is done, 0 to 1, which never falls within a stage.
/// Calls never overlap, but they come from whichever thread did the work; a slow callback slows the training.
/// May be empty.
using Progress = std::function<void(Stage stage, double fraction)>;

}  // namespace eigenfaces
