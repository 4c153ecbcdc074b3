#pragma once
#include <string>

#include "jobs/job.hpp"

namespace eigenfaces::service {

/// Where clients find a running job: "/cloudmesh/jobs/ID", the document's path.
std::string job_url(const std::string& id);

/// "the workspace 'default' is training already: /cloudmesh/jobs/ID"
std::string busy_detail(const JobStatus& busy);

}  // namespace eigenfaces::service
