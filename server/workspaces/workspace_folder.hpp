#pragma once
#include <filesystem>

#include "workspaces/workspace_id.hpp"

namespace eigenfaces::service {

/// Where a workspace keeps what is its own. Folders are made when first written to.
struct WorkspaceFolder {
    std::filesystem::path root;

    std::filesystem::path uploads() const { return root / "uploads"; }
    std::filesystem::path models() const { return root / "models"; }
    std::filesystem::path own_data_sets() const { return root / "datasets"; }
    std::filesystem::path jobs() const { return root / "jobs"; }
    /// Says which of the data sets on this server is the workspace's.
    std::filesystem::path data_set_choice() const { return root / "data_set.json"; }
};

}  // namespace eigenfaces::service
