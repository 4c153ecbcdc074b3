#pragma once
#include <string>
#include <vector>

#include "http/load.hpp"
#include "http/response.hpp"

namespace gasworks::program {

/// One thing that must be well for a service to take requests.
struct ReadinessCheck {
    std::string name;  ///< "queue"
    bool ok = true;
    std::string detail;  ///< the figures, or what is wrong
};
using Readiness = std::vector<ReadinessCheck>;

bool is_ready(const Readiness& checks);

/// What is wrong, in one line: "queue: 256 requests wait, and no more may". Empty where nothing is.
std::string reasons(const Readiness& checks);

/// "stopping" and "queue": whether the server still takes requests, and has room for them.
Readiness load_checks(const http::Load& load);

/// 200 or 503 with {"status":"ready"|"not ready","checks":[{"name","ok","detail"}]}.
http::Response readiness_response(const Readiness& checks);

}  // namespace gasworks::program
