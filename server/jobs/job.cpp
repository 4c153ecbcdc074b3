#include "jobs/job.hpp"

namespace eigenfaces::service {

std::string_view job_kind_name(JobKind kind) {
    return kind == JobKind::train ? "train" : "download_data";
}

std::string_view activity_of(JobKind kind) {
    return kind == JobKind::train ? "training" : "downloading its data set";
}

std::string_view job_state_name(JobState state) {
    switch (state) {
        case JobState::running:
            return "running";
        case JobState::succeeded:
            return "succeeded";
        case JobState::cancelled:
            return "cancelled";
        case JobState::failed:
            break;
    }
    return "failed";
}

}  // namespace eigenfaces::service
