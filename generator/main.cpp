#include <iostream>
#include <optional>

#include <CLI/CLI.hpp>

#include "generator/bench/command.hpp"
#include "generator/bench/report.hpp"
#include "generator/commands.hpp"
#include "generator/credentials/entries.hpp"
#include "generator/jobs/commands.hpp"
#include "generator/lifecycle/command_line.hpp"
#include "generator/scaffold/scaffold.hpp"
#include "revision/revision.hpp"

namespace {

std::string new_service_text(const std::string& name) {
    return name + " is there. Next:\n  cmake -S " + name + " -B " + name + "/build && cmake --build " + name +
           "/build\n  gasworks server start " + name + "\n";
}

struct BenchCommands {
    const CLI::App* measure;
    const CLI::App* report;
};

const CLI::App* add_bench_report(CLI::App& bench, gasworks::bench::ReportOptions& options) {
    CLI::App* report =
        bench.add_subcommand("report", "Set results beside the study's, with charts and costs");
    report
        ->add_option("RESULT", options.results, "Files of gasworks bench --json; those of one label are one")
        ->required();
    report->add_option("--prices", options.prices,
                       "CSV: size,dollars_per_hour,hours,dollars_per_call,basis; hours: busy or every");
    report->add_option("--output", options.folder,
                       "Folder for report.md, table.csv and the charts, SVG and PNG");
    return report;
}

BenchCommands add_bench(CLI::App& app, gasworks::bench::Options& options,
                        gasworks::bench::ReportOptions& report_options) {
    options.program = "gasworks " + gasworks::with_revision(GASWORKS_VERSION);
    CLI::App* bench = app.add_subcommand("bench", "Measure a face recognition service");
    const CLI::App* report = add_bench_report(*bench, report_options);
    bench->add_option("URL", options.url, "Where it listens: http://HOST:PORT");
    bench->add_option("--picture", options.picture, "JPEG or PNG file to upload and to name");
    bench->add_option("--requests", options.requests, "Of each kind")
        ->check(CLI::Range(1, 100'000))
        ->capture_default_str();
    bench->add_option("--parallel", options.parallel, "At a time, each in a workspace of its own")
        ->check(CLI::Range(1, 1'000))
        ->capture_default_str();
    bench
        ->add_option("--parallel-trainings", options.parallel_trainings,
                     "Trainings at a time: what the service allows")
        ->check(CLI::Range(1, 1'000))
        ->capture_default_str();
    bench->add_option("--train", options.train, "Parameters of the trainings: min_faces_per_person=20&cv=3");
    bench->add_option("--label", options.label, "What is measured, for the tables; the processor without it");
    CLI::Option* cold = bench->add_option("--cold-command", options.cold_command,
                                          "Measure predict with a fresh process for each request, started by "
                                          "this command line; it has to listen at URL");
    bench
        ->add_option("--tests", options.tests,
                     "Which, and in which order: download_data,train,upload,predict")
        ->delimiter(',')
        ->check(CLI::IsMember({"download_data", "train", "upload", "predict"}))
        ->excludes(cold);
    bench
        ->add_option("--types", options.types,
                     "warm: one request after the other; parallel; or both: warm,parallel")
        ->delimiter(',')
        ->check(CLI::IsMember({"warm", "parallel"}))
        ->excludes(cold);
    bench->add_option("--workspace", options.workspace,
                      "An existing one for all requests, with data or a model or what they need; without it "
                      "each has one of its own, and cold ones use \"default\"");
    bench->add_flag_callback(
        "--keep-alive", [&options] { options.connections = gasworks::bench::Connections::kept; },
        "Send requests over connections that are there, as browsers and proxies do; without it each has one "
        "of its "
        "own, as the study's clients do");
    bench->add_option("--csv", options.csv, "File for the table, the columns of the study first");
    bench->add_option("--json", options.json, "File for all measurements, and the machine");
    bench->add_option("--markdown", options.markdown, "File for the table as it is printed");
    bench
        ->add_option("--user", options.credentials.user,
                     "USER:PASSWORD; better in the environment, where nobody sees it")
        ->envname("GASWORKS_USER");
    bench->add_option("--api-key", options.credentials.api_key, "An API key; better in the environment, too")
        ->envname("GASWORKS_API_KEY");
    bench->callback([bench, report] {
        if (*report) return;
        for (const char* needed : {"URL", "--picture"})
            if (bench->count(needed) == 0) throw CLI::RequiredError(needed);
    });
    return {bench, report};
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("gasworks: an OpenAPI document in, a working C++ service out", "gasworks");
    app.set_version_flag("--version", "gasworks " + gasworks::with_revision(GASWORKS_VERSION));
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
    gasworks::bench::Options bench_options;
    gasworks::bench::ReportOptions bench_report_options;
    const BenchCommands bench = add_bench(app, bench_options, bench_report_options);
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
    if (*bench.report) return gasworks::bench::run_report(bench_report_options, std::cout, std::cerr);
    if (*bench.measure) return gasworks::bench::run_bench(bench_options, std::cout, std::cerr);
    for (const auto& command : lifecycle) {
        if (*command.app) return command.run();
    }
    return gasworks::generator::run_check(spec, std::cerr);
}
