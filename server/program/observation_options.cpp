#include "program/observation_options.hpp"

#include <CLI/CLI.hpp>

namespace gasworks::program {

void add_observation_options(CLI::App& app, ObservationOptions& options) {
    app.add_option("--log-level", options.log_level, "How much to log")
        ->envname("GASWORKS_LOG_LEVEL")
        ->check(CLI::IsMember({"debug", "info", "warning", "error", "off"}))
        ->capture_default_str();
    app.add_option("--log-format", options.log_format, "Lines for people, or lines of JSON")
        ->envname("GASWORKS_LOG_FORMAT")
        ->check(CLI::IsMember({"text", "json"}))
        ->capture_default_str();
    app.add_option("--metrics", options.metrics, "Whether /metrics tells Prometheus how the server is")
        ->envname("GASWORKS_METRICS")
        ->check(CLI::IsMember({"on", "off"}))
        ->capture_default_str();
    app.add_option("--metrics-port", options.metrics_port,
                   "Port for /metrics alone, which is then not on the other one; 0 lets the system choose")
        ->envname("GASWORKS_METRICS_PORT");
    app.add_option("--metrics-host", options.metrics_host,
                   "Address on which --metrics-port listens, for all who reach it")
        ->envname("GASWORKS_METRICS_HOST")
        ->capture_default_str();
}

}  // namespace gasworks::program
