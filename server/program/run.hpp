#pragma once
#include <functional>
#include <string>

#include "http/router.hpp"

namespace gasworks::program {

/// A service, as its main() describes it.
struct Service {
    std::string name;         ///< of the program, for messages: "calculator"
    std::string version;      ///< "1.0.0"
    std::string description;  ///< one line for --help
    /// Where the document's `servers` puts its operations, without a slash at the end: "/cloudmesh", or "".
    /// The UI is at BASE/ui/.
    std::string base_path;
    std::function<void(http::Router&)> add_routes;
};

/// The whole main() of a service: reads the flags (--help lists them), listens, prints `NAME: URL of the UI`
/// to standard output once it answers, logs to standard error, and ends cleanly with SIGTERM or SIGINT.
/// Besides the service's routes there are the UI and, where the service has none of its own, GET /livez,
/// /readyz and /metrics. \return the exit code: 0; 1 when requests were cut off at the end or something
/// inside failed; 2 when the service can't start as it was told to.
int run(const Service& service, int argc, const char* const* argv);

}  // namespace gasworks::program
