#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace gasworks::program {

/// How a service is watched, as its operator decided.
struct ObservationOptions {
    std::string log_level = "info";
    std::string log_format = "text";  ///< or "json"
    std::string metrics = "on";       ///< or "off"
    /// Where metrics are served instead of the service's own port; 0: the system chooses.
    std::optional<std::uint16_t> metrics_port;
    std::string metrics_host = "127.0.0.1";  ///< where that port listens: it asks nobody for credentials
};

/// Adds --log-level, --log-format, --metrics, --metrics-port and --metrics-host, each with its environment
/// variable.
void add_observation_options(CLI::App& app, ObservationOptions& options);

}  // namespace gasworks::program
