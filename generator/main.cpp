#include <iostream>
#include <optional>

#include <CLI/CLI.hpp>

#include "generator/commands.hpp"
#include "generator/credentials/entries.hpp"
#include "generator/jobs/commands.hpp"
#include "generator/lifecycle/command_line.hpp"
#include "generator/scaffold/scaffold.hpp"

namespace {

std::string new_service_text(const std::string& name) {
    return name + " is there. Next:\n  cmake -S " + name + " -B " + name + "/build && cmake --build " + name +
           "/build\n  gasworks server start " + name + "\n";
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("gasworks: an OpenAPI document in, a working C++ service out", "gasworks");
    app.set_version_flag("--version", "gasworks " GASWORKS_VERSION);
    app.require_subcommand(1);

    std::string spec;
    std::string out;
    std::string name_space = "api";
    CLI::App* generate = app.add_subcommand("generate", "Write the C++ of a document into a folder");
    generate->add_option("SPEC", spec, "OpenAPI 3.0 or 3.1 document, YAML or JSON")->required();
    generate->add_option("--out", out, "Folder for the files; files that would not change are left alone")
        ->required();
    generate->add_option("--namespace", name_space, "Namespace of the code")->capture_default_str();
    gasworks::generator::DependencyFile dependencies;
    CLI::Option* depfile = generate->add_option(
        "--depfile", dependencies.path, "File for a rule for make that names the files of the document");
    generate->add_option("--depfile-target", dependencies.target, "What depends on them in that rule")
        ->needs(depfile);
    CLI::App* check = app.add_subcommand("check", "Say everything that is wrong with a document");
    check->add_option("SPEC", spec, "OpenAPI 3.0 or 3.1 document, YAML or JSON")->required();
    std::optional<std::string> one_file;
    CLI::App* bundle = app.add_subcommand("bundle", "Write a document in several files as one");
    bundle->add_option("SPEC", spec, "OpenAPI 3.0 or 3.1 document, YAML or JSON")->required();
    bundle->add_option("--out", one_file, "File for it; standard output without it");
    std::string name;
    std::optional<std::string> from;
    CLI::App* create = app.add_subcommand("new", "Make a folder with a complete service, to be filled in");
    create->add_option("NAME", name, "Name of the service, its folder and its program")->required();
    create->add_option("--from", from, "OpenAPI document of the service; a sample without it");
    CLI::App* auth = app.add_subcommand("auth", "Users and API keys of a service's --auth-file");
    auth->require_subcommand(1);
    std::string file;
    std::string who;
    const auto add_auth = [&](const char* command, const char* description, const char* argument) {
        CLI::App* sub = auth->add_subcommand(command, description);
        sub->add_option("FILE", file, "The file; made where there is none")->required();
        sub->add_option(argument, who, "Name")->required();
        return sub;
    };
    const CLI::App* add_user =
        add_auth("add", "Add a user, or give one another password (asked for, or standard input)", "USER");
    const CLI::App* add_key = add_auth("key", "Make an API key and print it", "NAME");
    add_auth("remove", "Take a user, or a key by the name key:NAME, out", "NAME");
    CLI::App* job = app.add_subcommand("job", "Follow and cancel jobs of a service");
    job->require_subcommand(1);
    gasworks::jobs::JobAddress job_address;
    const auto add_job = [&](const char* command, const char* description) {
        CLI::App* sub = job->add_subcommand(command, description);
        sub->add_option("URL", job_address.url,
                        "The job's, as Location has it: http://HOST/cloudmesh/jobs/ID")
            ->required();
        sub->add_option("--user", job_address.user,
                        "USER:PASSWORD; better in the environment, where nobody sees it")
            ->envname("GASWORKS_USER");
        sub->add_option("--api-key", job_address.api_key, "An API key; better in the environment, too")
            ->envname("GASWORKS_API_KEY");
        return sub;
    };
    const CLI::App* watch = add_job("watch", "Show how far a job is, until it has ended");
    add_job("cancel", "Tell a job to end, or forget one that has ended");
    const auto lifecycle = gasworks::lifecycle::add_commands(app);

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        // 2 is what a wrong command line is; 1 is kept for what is wrong with a document.
        return app.exit(error) == 0 ? 0 : 2;
    }
    if (*generate) {
        if (dependencies.target.empty()) dependencies.target = out;
        return gasworks::generator::run_generate(spec, out, name_space, std::cerr,
                                                 *depfile ? std::optional(dependencies) : std::nullopt);
    }
    if (*bundle) return gasworks::generator::run_bundle(spec, one_file, std::cout, std::cerr);
    if (*create) {
        const int code = gasworks::generator::run_new(name, from, ".", std::cerr);
        if (code == 0) std::cout << new_service_text(name);
        return code;
    }
    if (*auth) {
        using namespace gasworks::credentials;
        if (*add_user) return run_add(file, who, std::cin, std::cerr);
        if (*add_key) return run_key(file, who, std::cout, std::cerr);
        return run_remove(file, who, std::cerr);
    }
    if (*job) {
        return *watch ? gasworks::jobs::run_watch(job_address, std::cout, std::cerr)
                      : gasworks::jobs::run_cancel(job_address, std::cout, std::cerr);
    }
    for (const auto& command : lifecycle) {
        if (*command.app) return command.run();
    }
    return gasworks::generator::run_check(spec, std::cerr);
}
