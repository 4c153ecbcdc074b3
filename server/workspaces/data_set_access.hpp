#pragma once
#include <stop_token>

#include "datasets/turns.hpp"
#include "workspaces/workspace_id.hpp"

namespace eigenfaces::service {

/// One change of a workspace's own data sets at a time, and none while a training reads them. A change holds
/// change() while it looks whether its workspace trains and while it works, so that what it found (how much
/// there is, that a data set is there) stays so. A training, once it counts as running, waits with
/// await_change() for the change that did not see it yet. Thread-safe.
class DataSetAccess {
  public:
    using Change = Turns::Turn;

    /// Waits until nobody else changes this workspace.
    Change change(const WorkspaceId& workspace) {
        // Nobody asks it to stop, so that the turn always comes.
        return turns_.take(workspace.text(), std::stop_token()).value();
    }
    void await_change(const WorkspaceId& workspace) { static_cast<void>(change(workspace)); }

  private:
    Turns turns_;
};

}  // namespace eigenfaces::service
