#include "program/log.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>

namespace gasworks::program {

namespace {

void log_access(spdlog::logger& log, const http::Access& access) {
    const http::Request& request = *access.request;
    log.info("{} {} {} {}{}{} {} {} B {:.3f} ms", request.id, request.client,
             request.method.empty() ? "-" : request.method, request.path.empty() ? "-" : request.path,
             request.query.empty() ? "" : "?", request.query, access.status, access.bytes,
             access.duration.count() * 1000);
}

}  // namespace

std::shared_ptr<spdlog::logger> make_log(const std::string& level) {
    auto log =
        std::make_shared<spdlog::logger>("server", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
    log->set_level(spdlog::level::from_str(level));
    log->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %^%l%$ %v");
    log->flush_on(spdlog::level::info);
    return log;
}

void log_requests(http::Server& server, const std::shared_ptr<spdlog::logger>& log) {
    server.on_access([log](const http::Access& access) { log_access(*log, access); });
    server.on_failure([log](const http::Failure& failure) {
        log->error("{} {} failed: {}", failure.request->id, failure.operation_id, failure.what);
    });
}

}  // namespace gasworks::program
