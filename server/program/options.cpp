#include "program/options.hpp"

#include <algorithm>
#include <thread>

#include <CLI/CLI.hpp>

#include "program/port_variable.hpp"

namespace gasworks::program {

std::variant<Options, ExitNow> parse_options(const std::string& name, const std::string& version,
                                             const std::string& description, int argc,
                                             const char* const* argv) {
    Options options;
    CLI::App app{description, name};
    app.set_version_flag("--version", name + " " + version);
    app.get_formatter()->column_width(44);
    app.add_flag(
        "--check-health", options.check_health,
        "Ask the server that runs with these flags and variables whether it is alive, and end with 0 or 1");
    CLI::Option* port = app.add_option("--port", options.port, "Port to listen on; 0 lets the system choose")
                            ->envname("GASWORKS_PORT")
                            ->capture_default_str();
    app.add_option("--host", options.host, "Address to listen on; 0.0.0.0 or :: for all")
        ->envname("GASWORKS_HOST")
        ->capture_default_str();
    app.add_option("--threads", options.threads, "Threads for requests; default: one per core")
        ->envname("GASWORKS_THREADS")
        ->check(CLI::Range(1, 256));
    app.add_option("--max-body", options.max_body, "Largest request body, e.g. 33554432, 32MB")
        ->envname("GASWORKS_MAX_BODY")
        ->transform(CLI::AsSizeValue(false))
        ->capture_default_str();
    add_client_limit_flags(app, options.clients);
    add_observation_options(app, options.observation);
    add_access_flags(app, options.access);
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        return ExitNow{0, app.help()};
    } catch (const CLI::CallForVersion&) {
        return ExitNow{0, app.version() + "\n"};
    } catch (const CLI::ParseError& error) {
        return ExitNow{2, name + ": " + error.what() + " (see --help)\n"};
    }
    if (port->count() == 0) {
        const auto variable = port_variable();
        if (!variable) return ExitNow{2, name + ": " + variable.error() + "\n"};
        options.port = variable->value_or(options.port);
    }
    if (options.threads == 0) options.threads = std::max(1U, std::thread::hardware_concurrency());
    return options;
}

}  // namespace gasworks::program
