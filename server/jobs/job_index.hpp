#pragma once
#include <optional>
#include <string_view>

#include "objects/object_store.hpp"
#include "workspaces/workspace_id.hpp"

namespace eigenfaces::service {

// In a store that servers share, an object "jobs/JOB.json" names the workspace of each job, so that every
// server finds every job without a list.

/// `id`: 32 hexadecimal digits.
ObjectKey job_index_key(std::string_view id);
ObjectResult<void> write_job_index(ObjectStore& objects, std::string_view id, const WorkspaceId& workspace);
/// Nothing where there is no such job, or `id` is none.
ObjectResult<std::optional<WorkspaceId>> find_job_index(ObjectStore& objects, std::string_view id);

/// Whether a text is what jobs are called by.
bool is_job_id(std::string_view text);

}  // namespace eigenfaces::service
