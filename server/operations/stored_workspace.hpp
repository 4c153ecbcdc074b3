#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include <tl/expected.hpp>

#include "workspaces/state.hpp"
#include "workspaces/workspace_id.hpp"

namespace eigenfaces::service {

/// What is stored of a workspace.
struct StoredWorkspace {
    struct Part {
        std::size_t count = 0;
        std::uint64_t bytes = 0;
    };
    Part uploads;
    Part models;
    std::size_t data_sets = 0;               ///< of its own
    Part pictures;                           ///< in those
    std::size_t jobs = 0;                    ///< records
    std::optional<DataSet> downloaded = {};  ///< which the workspace uses, and does not own
};

struct NoSuchWorkspace {
    std::string detail;
};
/// Something runs in the workspace.
struct WorkspaceInUse {
    std::string detail;
    std::string job;
};

/// Throws when the disk fails.
StoredWorkspace describe_workspace(State& state, const WorkspaceId& workspace);

/// Removes all that is stored of a workspace: uploads, data sets of its own with what trainings decoded of
/// them, models, records of jobs. Throws when the disk fails.
tl::expected<void, std::variant<NoSuchWorkspace, WorkspaceInUse>> delete_workspace(
    State& state, const WorkspaceId& workspace);

}  // namespace eigenfaces::service
