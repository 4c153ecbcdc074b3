#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <variant>

#include "jobs/job.hpp"
#include "objects/object_store.hpp"

namespace eigenfaces::service {

/// What an object "workspaces/ID/lease.json" says: which server's job has a workspace to itself, and how far
/// that job is. Its owner writes it anew every now and then; one that is not written any more runs out, since
/// its owner has died or cannot reach the store.
///
/// Servers' clocks may differ by less than `clock_difference`. Where they differ by more, a lease may be
/// taken too early; its owner finds out with its next renewal, which is conditional on what it wrote last.
struct WorkspaceLease {
    static constexpr std::chrono::seconds duration{10};
    static constexpr std::chrono::seconds clock_difference{5};

    std::string owner;  ///< of a process, random
    JobStatus status;
    std::chrono::system_clock::time_point expires;

    bool has_run_out() const { return std::chrono::system_clock::now() > expires + clock_difference; }
};

/// A lease as it is stored; nothing in it where it was given back.
struct StoredLease {
    std::optional<WorkspaceLease> lease;
    ObjectTag tag;
};

/// Nothing where there never was one.
ObjectResult<std::optional<StoredLease>> read_lease(ObjectStore& objects, const WorkspaceId& workspace);

/// Writes it in the place of what has this tag, or, without a tag, where there is nothing. Nothing where
/// somebody else was there first.
ObjectResult<std::optional<ObjectTag>> write_lease(ObjectStore& objects, const WorkspaceId& workspace,
                                                   const std::optional<WorkspaceLease>& lease,
                                                   const std::optional<ObjectTag>& expected);

}  // namespace eigenfaces::service
