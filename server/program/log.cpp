#include "program/log.hpp"

#include <spdlog/async.h>
#include <spdlog/sinks/stdout_color_sinks.h>

#include "http/trace_context.hpp"
#include "program/json_log.hpp"

namespace gasworks::program {

namespace {

/// A few megabytes.
constexpr std::size_t waiting_lines = 8192;

std::string_view or_dash(std::string_view text) {
    return text.empty() ? "-" : text;
}

std::string target(const http::Request& request) {
    return request.path + (request.query.empty() ? "" : "?" + request.query);
}

}  // namespace

Log::Log(const std::string& level, LogFormat format)
    : format_(format), writer_(std::make_shared<spdlog::details::thread_pool>(waiting_lines, 1)) {
    const auto sink = std::make_shared<spdlog::sinks::stderr_color_sink_mt>();
    const auto logger = [&](const std::string& name) {
        return std::make_shared<spdlog::async_logger>(name, sink, writer_,
                                                      spdlog::async_overflow_policy::overrun_oldest);
    };
    sentences_ = logger("sentences");
    members_ = logger(std::string(members_logger));
    set_up(*sink, level);
}

Log::Log(const std::shared_ptr<spdlog::sinks::sink>& sink, const std::string& level, LogFormat format)
    : format_(format),
      sentences_(std::make_shared<spdlog::logger>("sentences", sink)),
      members_(std::make_shared<spdlog::logger>(std::string(members_logger), sink)) {
    set_up(*sink, level);
}

void Log::set_up(spdlog::sinks::sink& sink, const std::string& level) {
    sentences_->set_level(spdlog::level::from_str(level));
    members_->set_level(spdlog::level::from_str(level));
    if (format_ == LogFormat::json) {
        sink.set_formatter(json_formatter());
    } else {
        sink.set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %^%l%$ %v");
    }
}

std::size_t Log::dropped() const {
    return writer_ ? writer_->overrun_counter() : 0;
}

void Log::request(const http::Access& access) {
    if (!sentences_->should_log(spdlog::level::info)) return;
    const http::Request& request = *access.request;
    const double milliseconds = access.duration.count() * 1000;
    const bool in_full = sentences_->should_log(spdlog::level::debug);
    const auto trace = http::trace_context(request.headers);
    if (format_ == LogFormat::text) {
        sentences_->info("{} {} {} {} {} {} B {:.3f} ms{}{}", request.id, request.client,
                         or_dash(request.method), or_dash(access.operation_id), access.status, access.bytes,
                         milliseconds, trace ? " trace " + trace->trace_id : "",
                         in_full ? " for " + target(request) : "");
        return;
    }
    JsonMembers members;
    members.add("request_id", request.id)
        .add("client", request.client)
        .add("method", request.method)
        .add("operation_id", access.operation_id)
        .add("status", static_cast<std::size_t>(access.status))
        .add("bytes", access.bytes)
        .add("duration_ms", milliseconds);
    if (trace) members.add("trace_id", trace->trace_id).add("parent_id", trace->parent_id);
    if (in_full) members.add("target", target(request));
    members_->info(members.text());
}

void Log::failure(const http::Failure& failure) {
    if (format_ == LogFormat::text) {
        sentences_->error("{} {} failed: {}", failure.request->id, failure.operation_id, failure.what);
        return;
    }
    JsonMembers members;
    members.add("request_id", failure.request->id)
        .add("operation_id", failure.operation_id)
        .add("message", "failed: " + std::string(failure.what));
    members_->error(members.text());
}

}  // namespace gasworks::program
