#include "generator/lifecycle/command_line.hpp"

#include <iostream>
#include <optional>

#include <CLI/CLI.hpp>

#include "generator/lifecycle/failure.hpp"
#include "generator/lifecycle/launch.hpp"
#include "generator/lifecycle/listing.hpp"
#include "generator/lifecycle/overview.hpp"
#include "generator/lifecycle/program.hpp"
#include "generator/lifecycle/stop.hpp"

namespace gasworks::lifecycle {

namespace {

namespace fs = std::filesystem;
using Rows = std::vector<nlohmann::ordered_json>;

struct StartFlags {
    std::string service;
    std::optional<std::string> name;
    std::optional<std::string> host;
    std::optional<std::uint16_t> port;
    std::vector<std::string> arguments;
    unsigned timeout = 60;
    bool foreground = false;
};

// A registered name wins over a file or folder that is called so here; "./name" says that the latter is
// meant.
Launch launch_of(const Records& records, const StartFlags& flags) {
    Launch launch;
    if (const auto registered = records.registration(flags.service)) {
        launch.name = registered->name;
        launch.program = find_program(registered->service);
        launch.host = registered->host;
        launch.port = registered->port;
        launch.arguments = registered->arguments;
    } else {
        std::error_code error;
        if (!fs::exists(flags.service, error)) {
            throw Failure(2, flags.service + " is neither registered nor a program or folder; " +
                                 "`gasworks register list` shows what is registered");
        }
        launch.program = find_program(flags.service);
        launch.name = launch.program.filename().string();
    }
    launch.name = flags.name.value_or(launch.name);
    launch.host = flags.host.value_or(launch.host);
    launch.port = flags.port.value_or(launch.port);
    launch.arguments.insert(launch.arguments.end(), flags.arguments.begin(), flags.arguments.end());
    launch.patience = std::chrono::seconds(flags.timeout);
    return launch;
}

int run_start(const StartFlags& flags) {
    const Records records(Records::default_folder());
    const Launch launch = launch_of(records, flags);
    if (flags.foreground) return run_in_foreground(records, launch);
    const Started started = start(records, launch);
    std::cout << started.name << ": " << started.url << "\nprocess " << started.process.pid << ", log "
              << started.log << '\n';
    return 0;
}

int run_register(const StartFlags& flags) {
    const Records records(Records::default_folder());
    Registration registration;
    registration.service = fs::absolute(flags.service).lexically_normal();
    const fs::path program = find_program(registration.service);
    registration.name = flags.name.value_or(program.filename().string());
    registration.host = flags.host.value_or("127.0.0.1");
    registration.port = flags.port.value_or(8080);
    registration.arguments = flags.arguments;
    if (const auto wrong = wrong_name(registration.name))
        throw Failure(2, "'" + registration.name + "': " + *wrong);
    const auto lock = records.lock();
    if (records.registration(registration.name)) {
        throw Failure(1, registration.name + " is registered already; `gasworks register delete " +
                             registration.name + "` first, or choose another --name");
    }
    records.put(registration);
    return 0;
}

int run_unregister(const std::string& name) {
    const Records records(Records::default_folder());
    const auto lock = records.lock();
    if (!records.registration(name)) throw Failure(2, name + " is not registered");
    records.remove_registration(name);
    return 0;
}

// Failures become a line on standard error.
std::function<int()> reporting(std::function<int()> command) {
    return [command = std::move(command)] {
        try {
            return command();
        } catch (const Failure& failure) {
            std::cerr << "gasworks: " << failure.what() << '\n';
            return failure.exit_code;
        }
    };
}

void add_start_flags(CLI::App& app, StartFlags& flags) {
    app.add_option("--host", flags.host, "Address to listen on; 0.0.0.0 or :: for all. Default: 127.0.0.1");
    app.add_option("--port", flags.port, "Port to listen on; 0 lets the system choose. Default: 8080");
    app.add_option("ARGUMENTS", flags.arguments, "Behind --: further arguments for the program");
}

Command listing_command(CLI::App& parent, const std::string& name, const std::string& description,
                        std::vector<std::string> columns, Rows (*rows)(const Records&)) {
    const auto format = std::make_shared<ListingFormat>(ListingFormat::table);
    CLI::App* app = parent.add_subcommand(name, description);
    const std::map<std::string, ListingFormat> formats = {{"table", ListingFormat::table},
                                                          {"csv", ListingFormat::csv},
                                                          {"json", ListingFormat::json},
                                                          {"yaml", ListingFormat::yaml}};
    app->add_option("--output", *format, "table (default), csv, json or yaml")
        ->transform(CLI::CheckedTransformer(formats).description(""))
        ->option_text("FORMAT");
    return {app, reporting([format, columns = std::move(columns), rows] {
                std::cout << listing(rows(Records(Records::default_folder())), columns, *format);
                return 0;
            })};
}

Command start_command(CLI::App& server) {
    const auto flags = std::make_shared<StartFlags>();
    CLI::App* app = server.add_subcommand("start", "Start a service and wait until it answers");
    app->add_option("SERVICE", flags->service,
                    "A registered name, a program, or the folder of a built service")
        ->required();
    app->add_option("--name", flags->name,
                    "What it is called from now on. Default: the registered name, or the program's");
    add_start_flags(*app, *flags);
    app->add_flag("--fg", flags->foreground,
                  "Stay in the foreground, with the service's output, until it ends");
    app->add_option("--timeout", flags->timeout, "Seconds in which it must answer, or it is stopped")
        ->capture_default_str();
    app->footer(
        "The service runs in a session of its own; what it prints goes to its log. It is taken for started "
        "when it has\n"
        "printed where it listens and answers there.\n\n"
        "  gasworks server start calculator --port 9000\n"
        "  gasworks server start build/release/bin/eigenfaces-server --name faces -- --data-dir "
        "/srv/faces\n\n"
        "Exit code: 0 it answers; 1 it did not start, the name or the port is taken; 2 there is no such "
        "service.");
    return {app, reporting([flags] { return run_start(*flags); })};
}

Command stop_command(CLI::App& server) {
    struct Flags {
        std::string name;
        unsigned timeout = 45;
        bool force = false;
    };
    const auto flags = std::make_shared<Flags>();
    CLI::App* app = server.add_subcommand("stop", "Stop a service and wait until it has ended");
    app->add_option("NAME", flags->name, "The service's name, as `gasworks server list` shows it")
        ->required();
    app->add_option("--timeout", flags->timeout, "Seconds in which it may finish its requests")
        ->capture_default_str();
    app->add_flag("--force", flags->force, "End it by SIGKILL where it has not ended by then");
    app->footer(
        "Exit code: 0 it has ended or was dead; 1 it still runs, or did not run; 2 nothing has this name.");
    return {app, reporting([flags] {
                const Records records(Records::default_folder());
                std::cout << stop(records, flags->name, std::chrono::seconds(flags->timeout), flags->force)
                          << '\n';
                return 0;
            })};
}

Command add_registration_command(CLI::App& registry) {
    const auto flags = std::make_shared<StartFlags>();
    CLI::App* app = registry.add_subcommand("add", "Remember a service under a name");
    app->add_option("SERVICE", flags->service, "A program, or the folder of a built service")->required();
    app->add_option("--name", flags->name, "Its name. Default: the program's");
    add_start_flags(*app, *flags);
    return {app, reporting([flags] { return run_register(*flags); })};
}

Command delete_registration_command(CLI::App& registry) {
    const auto name = std::make_shared<std::string>();
    CLI::App* app = registry.add_subcommand("delete", "Forget a service; one that runs goes on running");
    app->add_option("NAME", *name, "The registered name")->required();
    return {app, reporting([name] { return run_unregister(*name); })};
}

}  // namespace

std::vector<Command> add_commands(CLI::App& app) {
    CLI::App* server = app.add_subcommand("server", "Start, stop and watch services on this machine");
    server->require_subcommand(1);
    CLI::App* registry = app.add_subcommand("register", "Services that are known by a name");
    registry->require_subcommand(1);
    const std::string states =
        "States: running; starting; not answering; dead (gone without having been stopped); port taken (does "
        "not run,\n"
        "and another program listens on its port); stopped.";
    std::vector<Command> commands = {
        start_command(*server),
        stop_command(*server),
        listing_command(*server, "ps", "The processes of services that run",
                        {"name", "pid", "state", "url", "since", "memory"}, list_processes),
        listing_command(*server, "list", "Every service that is registered or was started, and how it is",
                        {"name", "state", "pid", "url", "host", "port", "program", "log"}, list_services),
        add_registration_command(*registry),
        delete_registration_command(*registry),
        listing_command(*registry, "list", "What is registered",
                        {"name", "service", "host", "port", "arguments"}, list_registrations)};
    server->footer(
        states + "\nWhat is known of services is in $XDG_STATE_HOME/gasworks, else ~/.local/state/gasworks.");
    return commands;
}

}  // namespace gasworks::lifecycle
