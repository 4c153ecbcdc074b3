#include "program/log.hpp"

#include <mutex>
#include <spdlog/details/os.h>
#include <spdlog/sinks/base_sink.h>
#include <unistd.h>

#include "http/trace_context.hpp"
#include "program/json_log.hpp"

namespace gasworks::program {

namespace {

/// A megabyte or two.
constexpr std::size_t waiting_lines = 8192;

/// Formats lines for a LogWriter; on a terminal, with the level in colours.
class WriterSink final : public spdlog::sinks::base_sink<std::mutex> {
  public:
    WriterSink(std::shared_ptr<LogWriter> writer, bool colours)
        : writer_(std::move(writer)), colours_(colours) {}

  private:
    void sink_it_(const spdlog::details::log_msg& message) override {
        spdlog::memory_buf_t text;
        formatter_->format(message, text);
        const std::string_view line(text.data(), text.size());
        const bool is_urgent = message.level >= spdlog::level::warn;
        if (!colours_ || message.color_range_end <= message.color_range_start) {
            return writer_->add(line, is_urgent);
        }
        std::string coloured(line.substr(0, message.color_range_start));
        coloured += colour(message.level);
        coloured +=
            line.substr(message.color_range_start, message.color_range_end - message.color_range_start);
        coloured += "\x1b[m";
        coloured += line.substr(message.color_range_end);
        writer_->add(coloured, is_urgent);
    }
    void flush_() override {}

    static std::string_view colour(spdlog::level::level_enum level) {
        if (level >= spdlog::level::err) return "\x1b[31;1m";
        if (level == spdlog::level::warn) return "\x1b[33;1m";
        return level == spdlog::level::info ? "\x1b[32m" : "\x1b[36m";
    }

    const std::shared_ptr<LogWriter> writer_;
    const bool colours_;
};

std::string_view or_dash(std::string_view text) {
    return text.empty() ? "-" : text;
}

std::string target(const http::Request& request) {
    return request.path + (request.query.empty() ? "" : "?" + request.query);
}

}  // namespace

Log::Log(const std::string& level, LogFormat format)
    : Log(std::make_shared<LogWriter>(STDERR_FILENO, waiting_lines), level, format) {}

Log::Log(std::shared_ptr<LogWriter> writer, const std::string& level, LogFormat format)
    : Log(std::make_shared<WriterSink>(writer, spdlog::details::os::in_terminal(stderr)), level, format) {
    writer_ = std::move(writer);
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
    return writer_ ? writer_->dropped() : 0;
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
