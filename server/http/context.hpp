#pragma once
#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace gasworks::http {

/// What an operation may know about the request it serves beyond its typed parameters, and what it may say
/// beyond its typed response.
struct Context {
    std::string request_id;
    /// Set when the client is gone or the server is shutting down: long work ends early.
    std::stop_token stop;
    /// Who sent the request, where the operation asked for credentials.
    std::optional<std::string> principal;
    /// Stages for the Server-Timing header: name (a token) and duration.
    std::vector<std::pair<std::string, std::chrono::duration<double, std::milli>>> timings;
};

}  // namespace gasworks::http
