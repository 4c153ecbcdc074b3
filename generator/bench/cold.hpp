#pragma once
#include <functional>
#include <string>

#include "generator/bench/client.hpp"

namespace gasworks::bench {

/// Starts a service with a shell's command line, sends it a request as soon as it takes one, calls `answered`
/// while the service still runs, and ends it again with all that it started. The times of the exchange count
/// from the moment before the start. Where the service does not take the request within a minute, or ends
/// before that, the exchange has no status and says why, and `answered` is not called. \throws
/// std::runtime_error where something answers before the start: it would be measured instead
Exchange send_cold(const std::string& command, const Request& request, const Credentials& credentials,
                   const std::function<void()>& answered);

}  // namespace gasworks::bench
