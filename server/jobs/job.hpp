#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

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
    std::string stage;                              ///< what it is doing; empty at first
    double stage_fraction = 0;                      ///< the part of the stage that is done, 0 to 1
    double fraction = 0;                            ///< the part of the whole that is done, 0 to 1
    std::optional<std::chrono::seconds> time_left;  ///< nothing while that can't be told
    bool cancelled = false;                         ///< it was told to end, and will soon
};

enum class JobState { running, succeeded, failed, cancelled };

/// "running", "succeeded", "failed" or "cancelled".
std::string_view job_state_name(JobState state);

/// Which request a job is for, as its client names it: the same key with the same request is the same job.
struct IdempotencyKey {
    std::string key;
    std::string request;  ///< all that tells this request from another

    bool operator==(const IdempotencyKey&) const = default;
};

/// A job that nobody waits for, and what became of it.
struct JobRecord {
    std::string id;
    WorkspaceId workspace;
    JobKind kind = JobKind::train;
    JobState state = JobState::running;
    std::chrono::system_clock::time_point started;
    std::optional<std::chrono::system_clock::time_point> ended = {};
    std::optional<nlohmann::json> result = {};   ///< what the operation answers, where it succeeded
    std::optional<nlohmann::json> problem = {};  ///< RFC 9457, where it did not
    std::optional<IdempotencyKey> key = {};
};

}  // namespace eigenfaces::service
