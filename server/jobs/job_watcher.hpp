#pragma once
#include <functional>

#include "jobs/job.hpp"

namespace eigenfaces::service {

/// Somebody who wants to hear of a job.
struct JobWatcher {
    /// How far it is, a few times a second at most. False where nobody wants to hear any more.
    std::function<bool(const JobStatus&)> progress;
    /// It has ended, and nothing more comes.
    std::function<void()> ended;
};

}  // namespace eigenfaces::service
