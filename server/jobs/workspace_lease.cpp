#include "jobs/workspace_lease.hpp"

#include <cstdint>
#include <span>

#include <nlohmann/json.hpp>

#include "jobs/job_progress.hpp"
#include "workspaces/workspace_keys.hpp"

namespace eigenfaces::service {

namespace {

using nlohmann::json;
using Clock = std::chrono::system_clock;

constexpr std::uint64_t largest_lease = 64UL << 10U;

std::int64_t milliseconds(Clock::time_point time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

Clock::time_point time_of(const json& value) {
    return Clock::time_point(std::chrono::milliseconds(value.get<std::int64_t>()));
}

std::string text_of(const std::optional<WorkspaceLease>& lease) {
    // Stores whose tags are digests tell contents apart, not writings: each has a time of its own.
    if (!lease) return json{{"given_back", milliseconds(Clock::now())}}.dump() + '\n';
    const JobStatus& status = lease->status;
    return json{{"owner", lease->owner},
                {"expires", milliseconds(lease->expires)},
                {"job", status.id},
                {"operation", job_kind_name(status.kind)},
                {"started", milliseconds(status.started)},
                {"stage", status.stage},
                {"stage_fraction", status.stage_fraction},
                {"cancelled", status.cancelled}}
               .dump() +
           '\n';
}

/// Throws nlohmann::json::exception where it is none.
std::optional<WorkspaceLease> lease_of(const std::string& text, const WorkspaceId& workspace) {
    const json parsed = json::parse(text);
    if (parsed.contains("given_back")) return std::nullopt;
    JobStatus status{.id = parsed.at("job").get<std::string>(),
                     .workspace = workspace,
                     .kind = parsed.at("operation") == job_kind_name(JobKind::train) ? JobKind::train
                                                                                     : JobKind::download_data,
                     .started = time_of(parsed.at("started")),
                     .stage = parsed.at("stage").get<std::string>(),
                     .stage_fraction = parsed.at("stage_fraction").get<double>(),
                     .time_left = {},
                     .cancelled = parsed.at("cancelled").get<bool>()};
    status.fraction = fraction_done(status.kind, status.stage, status.stage_fraction);
    status.time_left = time_left(Clock::now() - status.started, status.fraction);
    return WorkspaceLease{parsed.at("owner").get<std::string>(), std::move(status),
                          time_of(parsed.at("expires"))};
}

}  // namespace

ObjectResult<std::optional<StoredLease>> read_lease(ObjectStore& objects, const WorkspaceId& workspace) {
    const ObjectKey key = WorkspaceKeys(workspace).lease();
    const auto object = objects.read(key, largest_lease);
    if (!object) return tl::unexpected(object.error());
    if (!*object) return std::nullopt;
    try {
        return StoredLease{lease_of((*object)->bytes, workspace), (*object)->tag};
    } catch (const json::exception&) {
        return tl::unexpected(not_understood(key));
    }
}

ObjectResult<std::optional<ObjectTag>> write_lease(ObjectStore& objects, const WorkspaceId& workspace,
                                                   const std::optional<WorkspaceLease>& lease,
                                                   const std::optional<ObjectTag>& expected) {
    const ObjectKey key = WorkspaceKeys(workspace).lease();
    const std::string text = text_of(lease);
    const auto bytes = std::as_bytes(std::span(text));
    return expected ? objects.replace(key, *expected, bytes) : objects.write_new(key, bytes);
}

}  // namespace eigenfaces::service
