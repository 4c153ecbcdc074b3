#pragma once
#include <cstddef>
#include <memory>
#include <spdlog/logger.h>
#include <string>

#include "http/server.hpp"
#include "program/log_writer.hpp"

namespace gasworks::program {

enum class LogFormat {
    text,  ///< a line for people
    json,  ///< a line of JSON
};

/// The log of a program: a line per event to one sink.
class Log {
  public:
    /// To standard error, on a thread of its own: whoever does not read the log must not stop the server. Of
    /// lines that nobody takes the oldest are dropped (LogWriter). `level`: debug, info, warning, error or
    /// off.
    Log(const std::string& level, LogFormat format);
    /// To a sink of the caller's, at once.
    Log(const std::shared_ptr<spdlog::sinks::sink>& sink, const std::string& level, LogFormat format);

    /// For everything that has no function of its own here.
    spdlog::logger& sentences() { return *sentences_; }

    /// An answer: request id, client's address, method, operation, status, bytes, time, and the trace where
    /// the client is part of one. What a request asks for in particular (names of pictures, say) is nobody's
    /// business, so its target is told at level debug alone. Thread-safe.
    void request(const http::Access& access);
    /// A handler that threw. Thread-safe.
    void failure(const http::Failure& failure);

    /// Lines that were dropped since the start.
    std::size_t dropped() const;

  private:
    Log(std::shared_ptr<LogWriter> writer, const std::string& level, LogFormat format);
    void set_up(spdlog::sinks::sink& sink, const std::string& level);

    LogFormat format_;
    std::shared_ptr<spdlog::logger> sentences_;
    std::shared_ptr<spdlog::logger> members_;
    std::shared_ptr<LogWriter> writer_;  ///< nothing where the sink is the caller's
};

}  // namespace gasworks::program
