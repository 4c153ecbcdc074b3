#pragma once
#include <string>

#include "generator/bench/client.hpp"

namespace gasworks::bench {

/// Starts a service with a shell's command line, sends it a request as soon as it takes one, and ends it
/// again. The times of the exchange count from the moment before the start. Where the service does not take
/// the request within a minute, or ends before that, the exchange has no status and says why.
Exchange send_cold(const std::string& command, const Request& request, const Credentials& credentials);

}  // namespace gasworks::bench
