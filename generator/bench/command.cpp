#include "generator/bench/command.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <poll.h>
#include <random>
#include <stdexcept>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "generator/bench/cold.hpp"
#include "generator/bench/interruption.hpp"
#include "generator/bench/results.hpp"
#include "generator/bench/service_address.hpp"

namespace gasworks::bench {

namespace {

/// How far a series is, on a terminal.
class Progress {
  public:
    Progress(std::ostream& err, const std::string& what, std::size_t of)
        : err_(err), what_(what), of_(of), is_shown_(isatty(STDERR_FILENO) != 0) {
        show();
    }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    ~Progress() {
        if (is_shown_) err_ << "\r\x1b[K" << std::flush;
    }
    void one_more() {
        ++done_;
        show();
    }

  private:
    void show() {
        if (!is_shown_) return;
        constexpr std::size_t width = 30;
        const std::size_t full = of_ == 0 ? width : done_ * width / of_;
        err_ << "\r\x1b[K" << what_ << "  [" << std::string(full, '#') << std::string(width - full, '-')
             << "]  " << done_ << " of " << of_ << std::flush;
    }

    std::ostream& err_;
    std::string what_;
    std::size_t of_;
    std::size_t done_ = 0;
    bool is_shown_;
};

/// Workspaces of this run alone.
class Workspaces {
  public:
    Workspaces() {
        constexpr std::uint32_t range = 0xffffffff;
        std::random_device random;
        prefix_ = "bench-" + std::to_string(std::uniform_int_distribution<std::uint32_t>(0, range)(random));
    }
    const std::string& prefix() const { return prefix_; }
    std::string name(std::size_t number) const { return prefix_ + '-' + std::to_string(number); }

  private:
    std::string prefix_;
};

std::string now() {
    const std::time_t time = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&time, &parts);
    std::string text(32, '\0');
    text.resize(std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts));
    return text;
}

std::string refusal(const Exchange& exchange) {
    if (exchange.status == 0) return exchange.error;
    const auto problem = nlohmann::json::parse(exchange.body, nullptr, false);
    const bool told = problem.is_object() && problem.contains("detail") && problem["detail"].is_string();
    return std::to_string(exchange.status) + (told ? ": " + problem["detail"].get<std::string>() : "");
}

/// "EigenfacesSVM 0.1.0"; empty where the service tells no document.
std::string service_of(const Exchange& exchange) {
    const auto document = nlohmann::json::parse(exchange.body, nullptr, false);
    if (document.is_object() && document.contains("info") && document["info"].is_object()) {
        const auto& info = document["info"];
        return info.value("title", "a service") + ' ' + info.value("version", "");
    }
    return "a service that tells no name";
}

class Bench {
  public:
    Bench(const Options& options, std::ostream& err)
        : options_(options), err_(err), service_(options.url, options.train) {}

    Results run() {
        Results results;
        results.url = service_.base();
        results.begun = now();
        results.program = options_.program + " with " + client_library();
        results.connections = options_.connections;
        results.machine = describe_machine();
        results.label = options_.label.empty() ? results.machine.processor : options_.label;
        if (options_.cold_command) {
            results.series.push_back(cold(results.service));
            return results;
        }
        results.service = ask_for_name();
        const DeletesWorkspaces deletes(*this);
        for (const std::string& type : options_.types) {
            for (const std::string& test : options_.tests)
                results.series.push_back(type == "warm" ? warm(test) : parallel(test));
        }
        return results;
    }

  private:
    /// Deletes what this run has made, also where it is interrupted or fails.
    class DeletesWorkspaces {
      public:
        explicit DeletesWorkspaces(Bench& bench) : bench_(bench) {}
        DeletesWorkspaces(const DeletesWorkspaces&) = delete;
        DeletesWorkspaces& operator=(const DeletesWorkspaces&) = delete;
        ~DeletesWorkspaces() {
            if (bench_.options_.workspace) return;
            try {
                bench_.delete_workspaces();
            } catch (const std::exception& error) {
                bench_.err_ << "gasworks: workspaces were not deleted, their names begin with "
                            << bench_.workspaces_.prefix() << ": " << error.what() << '\n';
            }
        }

      private:
        Bench& bench_;
    };

    /// That of all requests, or one of this run's own.
    std::string workspace(std::size_t number) const {
        return options_.workspace ? *options_.workspace : workspaces_.name(number);
    }
    std::string ask_for_name() {
        const Exchange exchange =
            send({service_.document()}, 1, Connections::own, options_.credentials, [] {}).front();
        if (exchange.status == 0)
            throw std::runtime_error(service_.base() + " does not answer: " + exchange.error);
        if (exchange.status == 401) {
            const bool has_any = !options_.credentials.user.empty() || !options_.credentials.api_key.empty();
            throw std::runtime_error(service_.base() +
                                     (has_any ? " refuses this password or API key (--user, --api-key)"
                                              : " asks for a password or an API key: --user, --api-key"));
        }
        return service_of(exchange);
    }

    Series series(const std::string& test, const std::string& type, const std::vector<Request>& requests,
                  std::size_t at_a_time) {
        Progress progress(err_, test + ", " + type, requests.size());
        const auto begun = std::chrono::steady_clock::now();
        auto exchanges = send(requests, at_a_time, options_.connections, options_.credentials,
                              [&] { progress.one_more(); });
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begun;
        return {test, type, at_a_time, taken.count(), std::move(exchanges)};
    }
    Series warm(const std::string& test) {
        workspaces_made_ = std::max<std::size_t>(workspaces_made_, 1);
        return series(test, "warm",
                      std::vector(options_.requests, service_.request(test, workspace(0), options_.picture)),
                      1);
    }
    Series parallel(const std::string& test) {
        workspaces_made_ = options_.requests + 1;
        std::vector<Request> requests;
        for (std::size_t i = 1; i <= options_.requests; ++i)
            requests.push_back(service_.request(test, workspace(i), options_.picture));
        return series(
            test, "parallel", requests,
            test == "train" ? std::min(options_.parallel, options_.parallel_trainings) : options_.parallel);
    }
    /// `service`: what the service calls itself, with the command that started it.
    Series cold(std::string& service) {
        Series series{"predict", "cold", 1, 0, {}};
        const Request request =
            service_.request("predict", options_.workspace.value_or("default"), options_.picture);
        Progress progress(err_, "predict, cold", options_.requests);
        const std::string started = "started by `" + *options_.cold_command + '`';
        service = started;
        const auto ask_once = [&] {
            if (service == started) service = ask_for_name() + ", " + started;
        };
        while (series.exchanges.size() < options_.requests) {
            throw_if_interrupted();
            series.exchanges.push_back(
                send_cold(*options_.cold_command, request, options_.credentials, ask_once));
            series.seconds += series.exchanges.back().total;
            progress.one_more();
            // What does not start once does not start thirty times.
            if (series.exchanges.back().status == 0) break;
        }
        return series;
    }
    /// Where a service has no such operation, as the reference has none, nothing of a workspace is its own.
    void delete_workspaces() {
        std::vector<Request> requests;
        for (std::size_t i = 0; i < workspaces_made_; ++i)
            requests.push_back(service_.deletion(workspaces_.name(i)));
        // 409: what was asked for before an interruption has not ended yet.
        constexpr std::chrono::seconds patience{30};
        const auto deadline = std::chrono::steady_clock::now() + patience;
        while (!requests.empty()) {
            const auto exchanges = send(requests, 1, Connections::kept, options_.credentials, [] {});
            const bool is_late = std::chrono::steady_clock::now() > deadline;
            std::vector<Request> again;
            for (std::size_t i = 0; i < requests.size(); ++i) {
                const Exchange& exchange = exchanges[i];
                if (exchange.status == 409 && !is_late) {
                    again.push_back(requests[i]);
                } else if (!exchange.succeeded() && exchange.status != 404 && exchange.status != 405) {
                    err_ << "gasworks: a workspace was not deleted: " << refusal(exchange) << '\n';
                }
            }
            requests = std::move(again);
            if (!requests.empty()) ::poll(nullptr, 0, 50);
        }
    }

    const Options& options_;
    std::ostream& err_;
    ServiceAddress service_;
    Workspaces workspaces_;
    std::size_t workspaces_made_ = 0;  ///< at most
};

/// The files for the results, which can be written: found out before anything is measured.
class Outputs {
  public:
    explicit Outputs(const Options& options) : options_(options) {
        for (const auto& file : {options.csv, options.json, options.markdown}) {
            if (file && !std::ofstream(*file, std::ios::binary | std::ios::app))
                throw std::runtime_error(*file + " can't be written");
        }
    }
    void write(const Results& results, const std::string& table) const {
        if (options_.csv) write(*options_.csv, to_csv(results));
        if (options_.json) write(*options_.json, to_json(results));
        if (options_.markdown) write(*options_.markdown, table);
    }

  private:
    static void write(const std::string& file, const std::string& text) {
        std::ofstream stream(file, std::ios::binary | std::ios::trunc);
        stream << text;
        stream.close();
        if (!stream) throw std::runtime_error(file + " can't be written");
    }
    const Options& options_;
};

/// What of the options would fail only after much was measured.
void check(const Options& options) {
    if (!std::filesystem::is_regular_file(options.picture))
        throw std::runtime_error("there is no picture " + options.picture);
    // The operation takes several names, with commas between them.
    if (std::filesystem::path(options.picture).filename().string().find(',') != std::string::npos) {
        throw std::runtime_error("the picture's name has a comma, which no upload can be asked for by: " +
                                 options.picture);
    }
    check_label(options.label);
}

/// Each way in which a series failed, once.
void tell_failures(const Results& results, std::ostream& err) {
    for (const Series& series : results.series) {
        std::vector<std::string> told;
        for (const Exchange& exchange : series.exchanges) {
            if (exchange.succeeded()) continue;
            // Each workspace has a name of its own, and each problem an id.
            const std::string why = std::to_string(exchange.status);
            if (std::find(told.begin(), told.end(), why) != told.end()) continue;
            told.push_back(why);
            err << "gasworks: " << series.test << ", " << series.type << ": " << refusal(exchange) << '\n';
        }
    }
}

}  // namespace

int run_bench(const Options& options, std::ostream& out, std::ostream& err) {
    try {
        check(options);
        const Outputs outputs(options);
        const InterruptionGuard interruption;
        const Results results = Bench(options, err).run();
        const std::string table = to_markdown(results);
        out << table << std::flush;
        outputs.write(results, table);
        tell_failures(results, err);
        return results.failed() == 0 ? 0 : 1;
    } catch (const std::exception& error) {
        err << "gasworks: " << error.what() << '\n';
        return 2;
    }
}

}  // namespace gasworks::bench
