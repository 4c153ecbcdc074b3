#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "http/access.hpp"

namespace CLI {
class App;
}

namespace gasworks::program {

/// Who may use a service, as its operator wrote it.
struct AccessFlags {
    std::string auth_file;  ///< empty: nobody is asked
    unsigned auth_failures = 10;
    std::vector<std::string> trusted_proxies;
    std::vector<std::string> cors_origins;
    std::vector<std::string> host_names;
};

/// Adds --auth-file, --auth-failures, --trusted-proxy, --cors-origin and --host-name, each with its
/// environment variable.
void add_access_flags(CLI::App& app, AccessFlags& flags);

/// What the flags mean for a server that listens on `host`: one that this machine alone can reach answers to
/// localhost, unless names are given or a trusted proxy stands in front. `report` gets a sentence on each
/// reload of the file, and whether it is an error.
/// Throws access::UnusableCredentials.
http::AccessOptions access_options(const AccessFlags& flags, std::string_view host,
                                   std::function<void(const std::string&, bool)> report);

/// What an operator should know who runs a service as root; empty for any other user.
std::string root_warning();

}  // namespace gasworks::program
