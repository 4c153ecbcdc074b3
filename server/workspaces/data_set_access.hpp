#pragma once
#include <mutex>
#include <shared_mutex>

namespace eigenfaces::service {

/// Keeps changes of own data sets apart from trainings that read them. A change holds change() while it looks
/// whether its workspace trains and while it works; a training, once it counts as running, waits with
/// await_changes() for the changes that did not see it yet. Thread-safe.
class DataSetAccess {
  public:
    using Change = std::shared_lock<std::shared_mutex>;

    Change change() { return Change(mutex_); }
    void await_changes() { const std::lock_guard all_over(mutex_); }

  private:
    std::shared_mutex mutex_;
};

}  // namespace eigenfaces::service
