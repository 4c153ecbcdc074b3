#include "jobs/job.hpp"

namespace eigenfaces::service {

std::string_view job_kind_name(JobKind kind) {
    return kind == JobKind::train ? "train" : "download_data";
}

std::string_view activity_of(JobKind kind) {
    return kind == JobKind::train ? "training" : "downloading its data set";
}

}  // namespace eigenfaces::service
