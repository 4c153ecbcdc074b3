#include "program/access_options.hpp"

#include <memory>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "access/credential_store.hpp"
#include "http/cors.hpp"
#include "net/network.hpp"

namespace gasworks::program {

namespace {

std::string check_network(const std::string& text) {
    const auto network = net::Network::parse(text);
    return network ? "" : network.error();
}

}  // namespace

void add_access_flags(CLI::App& app, AccessFlags& flags) {
    app.add_option("--auth-file", flags.auth_file,
                   "Users and API keys; everything but /livez and /readyz asks for them then")
        ->envname("GASWORKS_AUTH_FILE");
    app.add_option("--auth-failures", flags.auth_failures,
                   "Wrong credentials a minute that an address may send before it has to wait")
        ->envname("GASWORKS_AUTH_FAILURES")
        ->check(CLI::Range(1, 100'000))
        ->capture_default_str();
    app.add_option("--trusted-proxy", flags.trusted_proxies,
                   "Address or network of a proxy whose X-Forwarded-For is believed; may be repeated")
        ->envname("GASWORKS_TRUSTED_PROXY")
        ->check(CLI::Validator(check_network, "NETWORK"))
        ->take_all();
    app.add_option("--cors-origin", flags.cors_origins,
                   "Origin of web pages elsewhere that may use the service; may be repeated")
        ->envname("GASWORKS_CORS_ORIGIN")
        ->check(CLI::Validator(http::Cors::check_origin, "ORIGIN"))
        ->take_all();
}

http::AccessOptions access_options(const AccessFlags& flags,
                                   std::function<void(const std::string&, bool)> report) {
    http::AccessOptions options;
    options.failures_per_minute = flags.auth_failures;
    options.cors_origins = flags.cors_origins;
    for (const std::string& text : flags.trusted_proxies)
        options.trusted_proxies.push_back(net::Network::parse(text).value());
    if (!flags.auth_file.empty()) {
        const auto store = std::make_shared<access::CredentialStore>(flags.auth_file, std::move(report));
        options.authenticator = [store](const http::Credentials& credentials) {
            return store->check(credentials);
        };
    }
    return options;
}

std::string root_warning() {
    if (geteuid() != 0) return {};
    return "running as root: a fault in this program would own the machine; give it a user of its own";
}

}  // namespace gasworks::program
