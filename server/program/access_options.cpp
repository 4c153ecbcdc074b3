#include "program/access_options.hpp"

#include <memory>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "access/credential_store.hpp"
#include "http/cors.hpp"
#include "http/host_names.hpp"
#include "net/ip_address.hpp"
#include "net/network.hpp"

namespace gasworks::program {

namespace {

bool is_loopback(std::string_view host) {
    if (host == "localhost") return true;
    const auto address = net::IpAddress::parse(host);
    const auto loopback = net::Network::parse("127.0.0.0/8");
    return address && (loopback->contains(*address) || address == net::IpAddress::parse("::1"));
}

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
    app.add_option(
           "--host-name", flags.host_names,
           "Name under which clients reach the service; may be repeated. Default: localhost alone where "
           "--host is a loopback address and there is no --trusted-proxy, else any")
        ->envname("GASWORKS_HOST_NAME")
        ->check(CLI::Validator(http::HostNames::check_name, "NAME"))
        ->take_all();
}

http::AccessOptions access_options(const AccessFlags& flags, std::string_view host,
                                   std::function<void(const std::string&, bool)> report) {
    http::AccessOptions options;
    options.failures_per_minute = flags.auth_failures;
    options.cors_origins = flags.cors_origins;
    options.host_names = flags.host_names;
    if (flags.host_names.empty() && flags.trusted_proxies.empty() && is_loopback(host))
        options.host_names = {"localhost"};
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
