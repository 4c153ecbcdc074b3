#pragma once
#include <iosfwd>
#include <string>

namespace gasworks::jobs {

/// How to come to a job.
struct JobAddress {
    std::string url;      ///< http://HOST/cloudmesh/jobs/ID, as Location and Link have it
    std::string user;     ///< "USER:PASSWORD"; empty: none
    std::string api_key;  ///< empty: none
};

/// Follows a job to its end: a progress bar on a terminal, else a line for each stage. A connection that
/// breaks is made again. \return 0 where the job succeeded, 1 where it did not, 2 where it could not be
/// followed, 130 where the person did not want to (Ctrl-C): the job goes on then.
int run_watch(const JobAddress& job, std::ostream& out, std::ostream& err);

/// Tells a job to end, or removes the record of one that has ended. \return 0 or 2
int run_cancel(const JobAddress& job, std::ostream& out, std::ostream& err);

}  // namespace gasworks::jobs
