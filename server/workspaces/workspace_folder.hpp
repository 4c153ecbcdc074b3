#pragma once
#include <filesystem>

namespace eigenfaces::service {

/// Where a workspace keeps its own data sets, which trainings read as files. Made when first written to.
struct WorkspaceFolder {
    std::filesystem::path root;

    std::filesystem::path own_data_sets() const { return root / "datasets"; }
};

}  // namespace eigenfaces::service
