#pragma once
#include "objects/object_key.hpp"
#include "workspaces/workspace_id.hpp"

namespace eigenfaces::service {

/// What the keys of all workspaces begin with.
inline ObjectKey workspaces_key() {
    return ObjectKey("workspaces");
}

/// The keys of what is a workspace's own.
struct WorkspaceKeys {
    ObjectKey root;

    explicit WorkspaceKeys(const WorkspaceId& id) : root(workspaces_key() / id.text()) {}

    ObjectKey uploads() const { return root / "uploads"; }
    ObjectKey models() const { return root / "models"; }
    ObjectKey jobs() const { return root / "jobs"; }
    /// Which server's job has the workspace to itself, where servers share the store.
    ObjectKey lease() const { return root / "lease.json"; }
    ObjectKey own_data_sets() const { return root / "datasets"; }
    /// Says which of the data sets on this server is the workspace's.
    ObjectKey data_set_choice() const { return root / "data_set.json"; }
};

}  // namespace eigenfaces::service
