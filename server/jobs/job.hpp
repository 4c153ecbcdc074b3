#pragma once
#include <chrono>
#include <string>
#include <string_view>

#include "workspaces/workspace_id.hpp"

namespace eigenfaces::service {

/// Long work that changes a workspace.
enum class JobKind { download_data, train };

/// "download_data" or "train": the operation's name.
std::string_view job_kind_name(JobKind kind);
/// What a workspace is doing, as it stands in errors: "downloading its data set" or "training".
std::string_view activity_of(JobKind kind);

/// How far a running job is.
struct JobStatus {
    std::string id;  ///< 32 hexadecimal digits, not to be guessed
    WorkspaceId workspace;
    JobKind kind = JobKind::train;
    std::chrono::system_clock::time_point started;
    std::string stage;          ///< what it is doing; empty at first
    double stage_fraction = 0;  ///< the part of the stage that is done, 0 to 1
    bool cancelled = false;     ///< it was told to end, and will soon
};

}  // namespace eigenfaces::service
