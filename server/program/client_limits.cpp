#include "program/client_limits.hpp"

#include <chrono>

#include <CLI/CLI.hpp>

namespace gasworks::program {

namespace {

constexpr std::size_t default_per_address = 256;

std::chrono::milliseconds milliseconds(double seconds) {
    return std::chrono::round<std::chrono::milliseconds>(std::chrono::duration<double>(seconds));
}

}  // namespace

void add_client_limit_flags(CLI::App& app, ClientLimits& limits) {
    const CLI::Range seconds(0.1, 86'400.0);
    const CLI::Range connections(std::size_t{0}, std::size_t{1'000'000});
    app.add_option("--max-connections", limits.max_connections,
                   "Connections at a time; 0: as many as ulimit -n leaves beside files")
        ->envname("GASWORKS_MAX_CONNECTIONS")
        ->check(connections)
        ->capture_default_str();
    app.add_option(
           "--max-connections-per-address", limits.max_connections_per_address,
           "Connections of one address (IPv6: of one /64) at a time; 0: no limit. Default: 256, clients "
           "on this machine not counted")
        ->envname("GASWORKS_MAX_CONNECTIONS_PER_ADDRESS")
        ->check(connections);
    app.add_option("--head-time", limits.head_time, "Seconds that the head of a request may take")
        ->envname("GASWORKS_HEAD_TIME")
        ->check(seconds)
        ->capture_default_str();
    app.add_option("--body-time", limits.body_time, "Seconds that nothing may come of a request's body")
        ->envname("GASWORKS_BODY_TIME")
        ->check(seconds)
        ->capture_default_str();
    app.add_option("--idle-time", limits.idle_time,
                   "Seconds that a connection is kept open between two requests")
        ->envname("GASWORKS_IDLE_TIME")
        ->check(seconds)
        ->capture_default_str();
    app.add_option("--drain-time", limits.drain_time,
                   "Seconds in which requests in flight are finished after SIGTERM; the process ends after a "
                   "third more, whatever happens")
        ->envname("GASWORKS_DRAIN_TIME")
        ->check(CLI::Range(1.0, 3600.0))
        ->capture_default_str();
    app.add_option("--queue-length", limits.queue_length,
                   "Requests that may wait for a thread, of short and of long ones each")
        ->envname("GASWORKS_QUEUE_LENGTH")
        ->check(CLI::Range(std::size_t{1}, std::size_t{100'000}))
        ->capture_default_str();
}

void apply(const ClientLimits& limits, http::ServerOptions& server) {
    server.max_connections = limits.max_connections;
    server.max_connections_per_address = limits.max_connections_per_address.value_or(default_per_address);
    server.count_local_clients = limits.max_connections_per_address.has_value();
    server.head_timeout = milliseconds(limits.head_time);
    server.body_timeout = milliseconds(limits.body_time);
    server.idle_timeout = milliseconds(limits.idle_time);
    server.drain_timeout = milliseconds(limits.drain_time);
    server.queue_length = limits.queue_length;
}

}  // namespace gasworks::program
