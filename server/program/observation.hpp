#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "http/server.hpp"
#include "metrics/registry.hpp"
#include "metrics/request_metrics.hpp"
#include "program/log.hpp"
#include "program/observation_options.hpp"

namespace gasworks::program {

/// What is seen of a service from outside: its log and its metrics. Outlives the server that it watches.
class Observation {
  public:
    /// `service` and `version` stand in the metrics.
    Observation(const ObservationOptions& options, std::string service, std::string version);

    Log& log() { return log_; }
    /// For what a service has to tell beyond its requests.
    metrics::Registry& metrics() { return registry_; }

    /// Logs and counts what `server` answers from now on. To be called before it starts. `operation_ids`: of
    /// its router.
    void watch(http::Server& server, const std::vector<std::string>& operation_ids);

    /// The metrics in Prometheus's format, for the service's own /metrics. Nothing where the operator does
    /// not want them there.
    std::optional<std::string> metrics_at_main_port() const;
    /// What an absent /metrics says.
    static constexpr const char* no_metrics_here =
        "metrics are switched off, or served at a port of their own";

    /// Serves /metrics at a port of its own where the operator wants that, and returns that port.
    /// Throws http::CannotListen.
    std::optional<std::uint16_t> start();
    /// Ends that. To be called before the watched server is stopped.
    void stop();

  private:
    ObservationOptions options_;
    Log log_;
    metrics::Registry registry_;
    std::optional<metrics::RequestMetrics> requests_;
    std::optional<http::Server> metrics_server_;
};

/// The answer of a service's own /metrics: 200, or 404 where metrics are not served there.
http::Response metrics_response(const Observation& observation, std::string_view request_id);

}  // namespace gasworks::program
