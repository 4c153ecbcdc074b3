#pragma once
#include <memory>
#include <spdlog/logger.h>
#include <string>

#include "http/server.hpp"

namespace gasworks::program {

/// A log to standard error, a line per event with its time: debug, info, warning, error or off.
std::shared_ptr<spdlog::logger> make_log(const std::string& level);

/// One line per answer and one for every handler that throws. To be called before the server starts.
void log_requests(http::Server& server, const std::shared_ptr<spdlog::logger>& log);

}  // namespace gasworks::program
