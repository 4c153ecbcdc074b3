#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <mutex>
#include <variant>

#include "objects/key_locks.hpp"
#include "objects/object_store.hpp"
#include "workspaces/picture_name.hpp"
#include "workspaces/workspace_id.hpp"

namespace eigenfaces::service {

/// What the uploads of one workspace may be, together.
struct UploadLimits {
    std::size_t files = std::numeric_limits<std::size_t>::max();
    std::uint64_t bytes = std::numeric_limits<std::uint64_t>::max();
};

/// Keeps the uploads of each workspace within limits, also where several arrive at once. What is stored
/// counts, so that objects that come or go in another way are seen. Where others write to the store, what is
/// on its way to them does not count: each of them may go beyond the limits by that much. Thread-safe.
class UploadQuota {
  public:
    /// `objects` outlives this object.
    UploadQuota(ObjectStore& objects, UploadLimits limits) : objects_(objects), limits_(limits) {}

    /// Room for a picture that is being stored, given back with this object: by then the picture is stored
    /// and counts there, or was not stored.
    class Reservation {
      public:
        Reservation(UploadQuota& quota, WorkspaceId id, std::uint64_t bytes)
            : quota_(&quota), id_(std::move(id)), bytes_(bytes) {}
        ~Reservation();
        Reservation(Reservation&& other) noexcept;
        Reservation& operator=(Reservation&&) = delete;
        Reservation(const Reservation&) = delete;
        Reservation& operator=(const Reservation&) = delete;

      private:
        UploadQuota* quota_;
        WorkspaceId id_;
        std::uint64_t bytes_;
    };
    struct TooManyFiles {
        std::size_t limit = 0;
    };
    struct TooManyBytes {
        std::uint64_t stored = 0;
        std::uint64_t limit = 0;
    };

    /// Room for a picture of `bytes` among the workspace's uploads; one of the same name that is there
    /// already makes way for it.
    ObjectResult<std::variant<Reservation, TooManyFiles, TooManyBytes>> reserve(const WorkspaceId& id,
                                                                                const PictureName& name,
                                                                                std::uint64_t bytes);

  private:
    struct Usage {
        std::size_t files = 0;
        std::uint64_t bytes = 0;
    };

    ObjectStore& objects_;
    const UploadLimits limits_;
    KeyLocks turns_;  ///< one after the other for a workspace; another one's need not wait for its list
    std::mutex mutex_;
    std::map<WorkspaceId, Usage> reserved_;
};

}  // namespace eigenfaces::service
