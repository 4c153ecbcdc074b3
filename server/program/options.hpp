#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

#include "program/access_options.hpp"
#include "program/client_limits.hpp"
#include "program/observation_options.hpp"

namespace gasworks::program {

/// What every service lets its operator decide. Every flag has an environment variable.
struct Options {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8080;           ///< 0: the system chooses
    bool check_health = false;           ///< ask the server that runs there, and end
    unsigned threads = 0;                ///< for requests; the machine's cores when not given
    std::size_t max_body = 32UL << 20U;  ///< bytes
    ClientLimits clients;
    ObservationOptions observation;
    AccessFlags access;
};

/// The program is to end at once: --help, --version, or flags that can't be used.
struct ExitNow {
    int code = 0;
    std::string text;  ///< for standard output when the code is 0, else for standard error
};

/// Flags first, then GASWORKS_* variables, then PORT, then defaults. `name` and `version` are the service's,
/// `description` is the first line of --help.
std::variant<Options, ExitNow> parse_options(const std::string& name, const std::string& version,
                                             const std::string& description, int argc,
                                             const char* const* argv);

}  // namespace gasworks::program
