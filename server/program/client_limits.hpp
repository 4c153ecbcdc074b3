#pragma once
#include <cstddef>
#include <optional>

#include "http/server.hpp"

namespace CLI {
class App;
}

namespace gasworks::program {

/// What an operator lets the clients of a service cost it: connections, patience, waiting requests.
struct ClientLimits {
    std::size_t max_connections = 0;  ///< 0: what `ulimit -n` leaves beside files
    /// Of one address (of IPv6, of one /64); 0: no limit of its own. Where it is not given, it is 256, and
    /// clients on this machine, such as a reverse proxy, do not count.
    std::optional<std::size_t> max_connections_per_address;
    double head_time = 10;           ///< seconds, from a request's first byte to its head's last
    double body_time = 60;           ///< seconds, between two pieces of a body
    double idle_time = 75;           ///< seconds, between two requests of a connection
    double drain_time = 30;          ///< seconds, for what is in flight when the program is told to end
    std::size_t queue_length = 256;  ///< requests that wait for a thread, of short and of long ones each
};

/// The flags for them, each with its variable, for every program that serves. `limits` outlives `app`.
void add_client_limit_flags(CLI::App& app, ClientLimits& limits);

void apply(const ClientLimits& limits, http::ServerOptions& server);

}  // namespace gasworks::program
