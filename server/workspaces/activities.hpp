#pragma once
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>

#include "workspaces/workspace_id.hpp"

namespace eigenfaces::service {

// What keeps a workspace busy, as it stands in errors.
inline constexpr const char* training_activity = "training";
inline constexpr const char* download_activity = "downloading its data set";

/// Which workspaces are being changed by long work (a download, a training): at most one such activity per
/// workspace. Thread-safe.
class Activities {
  public:
    /// Keeps the workspace busy for as long as it lives.
    class Lease {
      public:
        Lease(Activities& activities, WorkspaceId id) : activities_(&activities), id_(std::move(id)) {}
        ~Lease();
        Lease(Lease&& other) noexcept;
        Lease& operator=(Lease&&) = delete;
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;

      private:
        Activities* activities_;
        WorkspaceId id_;
    };
    /// What keeps the workspace busy, e.g. "training".
    struct Busy {
        std::string activity;
    };

    /// `activity` says in one word what is done ("training", "downloading its data set").
    std::variant<Lease, Busy> begin(const WorkspaceId& id, const std::string& activity);

    /// What the workspace is busy with, if anything.
    std::optional<Busy> busy(const WorkspaceId& id) const;
    /// How many workspaces are busy with each activity.
    std::map<std::string, std::size_t> counts() const;

  private:
    mutable std::mutex mutex_;
    std::map<WorkspaceId, std::string> running_;
};

}  // namespace eigenfaces::service
