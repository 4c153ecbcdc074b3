#include "program/observation.hpp"

#include "http/problem.hpp"
#include "metrics/process_metrics.hpp"

namespace gasworks::program {

namespace {

LogFormat log_format(const ObservationOptions& options) {
    return options.log_format == "json" ? LogFormat::json : LogFormat::text;
}

}  // namespace

Observation::Observation(const ObservationOptions& options, std::string service, std::string version)
    : options_(options), log_(options.log_level, log_format(options)) {
    registry_.add([service = std::move(service), version = std::move(version)](metrics::Exposition& out) {
        out.family("gasworks_build_info", metrics::MetricType::gauge, "Always 1; the labels say what runs.");
        out.sample(1, {{"service", service}, {"version", version}});
    });
    registry_.add(metrics::collect_process);
    registry_.add([this](metrics::Exposition& out) {
        out.family("gasworks_log_lines_dropped_total", metrics::MetricType::counter,
                   "Lines of the log that were dropped because nobody read it.");
        out.sample(static_cast<double>(log_.dropped()));
    });
}

void Observation::watch(http::Server& server, const std::vector<std::string>& operation_ids) {
    server.on_failure([this](const http::Failure& failure) { log_.failure(failure); });
    if (options_.metrics == "off") {
        server.on_access([this](const http::Access& access) { log_.request(access); });
        return;
    }
    metrics::RequestMetrics& requests = requests_.emplace(operation_ids);
    server.on_access([this, &requests](const http::Access& access) {
        requests.count(access);
        log_.request(access);
    });
    registry_.add([&server, &requests](metrics::Exposition& out) {
        requests.collect(out);
        metrics::collect_load(out, server.load());
    });
}

std::optional<std::string> Observation::metrics_at_main_port() const {
    if (options_.metrics == "off" || options_.metrics_port) return std::nullopt;
    return registry_.text();
}

std::optional<std::uint16_t> Observation::start() {
    if (options_.metrics == "off" || !options_.metrics_port) return std::nullopt;
    http::Router router;
    router.add({"GET", "/metrics", "metrics", http::Workload::immediate,
                [this](const http::Request&, const http::PathParameters&, http::Context&) {
                    return http::ok(registry_.text(), metrics::exposition_media_type);
                }});
    http::ServerOptions server;
    server.host = options_.metrics_host;
    server.port = *options_.metrics_port;
    server.workers = 1;
    server.lengthy_workers = 1;
    server.max_connections = 16;
    server.max_body = 0;
    metrics_server_.emplace(server, std::move(router)).start();
    return metrics_server_->port();
}

void Observation::stop() {
    metrics_server_.reset();
}

http::Response metrics_response(const Observation& observation, std::string_view request_id) {
    if (auto text = observation.metrics_at_main_port())
        return http::ok(*std::move(text), metrics::exposition_media_type);
    return http::to_response({404, Observation::no_metrics_here, {}, {}, {}}, request_id);
}

}  // namespace gasworks::program
