#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "generator/lifecycle/records.hpp"

namespace gasworks::lifecycle {

/// What is to be started, and how.
struct Launch {
    std::string name;
    std::filesystem::path program;
    std::string host = "127.0.0.1";
    std::uint16_t port = 8080;           ///< 0: the system chooses
    std::vector<std::string> arguments;  ///< further ones of the program
    std::chrono::seconds patience{60};   ///< for its first answer
};

/// Starts a service in the background, with `--host` and `--port`, output and errors in its log, and waits
/// until it answers. A service says where it listens by a line with the URL of its UI, as
/// gasworks::program::run does. Throws Failure with what its log says where it ends instead, or does not
/// answer in time and is stopped; and where the name or the port is taken.
Started start(const Records& records, const Launch& launch);

/// Runs a service in the foreground until it ends; SIGINT and SIGTERM are handed on to it.
/// \return its exit code; 128 and the number where a signal ended it.
int run_in_foreground(const Records& records, const Launch& launch);

/// Where a service says that it listens.
struct Announcement {
    std::string url;
    std::uint16_t port = 0;
};

/// The first whole line "NAME: http://HOST:PORT/..." of what a service has printed.
std::optional<Announcement> announcement_in(const std::string& log);

}  // namespace gasworks::lifecycle
