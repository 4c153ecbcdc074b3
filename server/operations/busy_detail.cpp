#include "operations/busy_detail.hpp"

namespace eigenfaces::service {

std::string job_url(const std::string& id) {
    return "/cloudmesh/jobs/" + id;
}

std::string busy_detail(const JobStatus& busy) {
    return "the workspace '" + busy.workspace.text() + "' is " + std::string(activity_of(busy.kind)) +
           " already: " + job_url(busy.id);
}

}  // namespace eigenfaces::service
