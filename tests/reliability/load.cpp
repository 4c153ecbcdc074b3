// The mixed load that a server must bear: prints what came of it, and ends with 1 where a promise is broken.
#include <cstdio>
#include <stdexcept>

#include <CLI/CLI.hpp>

#include "tests/reliability/load_clients.hpp"
#include "tests/reliability/process_watch.hpp"
#include "tests/server/datasets/file_server.hpp"
#include "tests/server/service/faces.hpp"
#include "tests/server/service/http_client.hpp"
#include "tests/server/service/running_server.hpp"
#include "tests/temporary_folder.hpp"

namespace {

using Samples = std::vector<ProcessWatch::Sample>;

/// A 200, or an exception with what it was instead.
std::string good(const Answer& answer) {
    if (answer.status != 200) throw std::runtime_error(std::to_string(answer.status) + ": " + answer.body);
    return answer.body;
}

void print_kinds(std::map<std::string, Tally>& kinds, double seconds) {
    std::printf("%-14s%10s%10s%10s%10s%10s  %s\n", "request", "answers", "per s", "p50 ms", "p99 ms",
                "max ms", "statuses");
    for (auto& [kind, tally] : kinds) {
        std::string statuses;
        for (const auto& [status, count] : tally.statuses)
            statuses += std::to_string(status) + " x " + std::to_string(count) + "  ";
        const std::size_t answers = tally.milliseconds.size();
        const float half = percentile(tally.milliseconds, 0.5);
        std::printf("%-14s%10zu%10.1f%10.2f%10.2f%10.2f  %s\n", kind.c_str(), answers,
                    static_cast<double>(answers) / seconds, half, percentile(tally.milliseconds, 0.99),
                    percentile(tally.milliseconds, 1), statuses.c_str());
    }
}

void print_curve(const Samples& samples) {
    constexpr std::size_t rows = 20;
    std::printf("\n%10s%12s%14s\n", "seconds", "RSS MB", "descriptors");
    const std::size_t step = std::max<std::size_t>(1, samples.size() / rows);
    for (std::size_t i = 0; i < samples.size(); i += step) {
        std::printf("%10.1f%12.1f%14zu\n", samples[i].seconds, samples[i].resident_mb,
                    samples[i].descriptors);
    }
}

/// The largest of one column of a part of the samples.
double largest(const Samples& samples, double from, double to, auto ProcessWatch::Sample::*column) {
    double found = 0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const double place = static_cast<double>(i) / static_cast<double>(samples.size());
        if (place >= from && place < to) found = std::max(found, static_cast<double>(samples[i].*column));
    }
    return found;
}

struct Promises {
    bool kept = true;
    void promise(bool holds, const std::string& what) {
        std::printf("%-8s%s\n", holds ? "kept" : "BROKEN", what.c_str());
        kept = kept && holds;
    }
};

/// `timed`: also those about time and memory, which need minutes and a machine that does nothing else.
bool judge(LoadResult& result, const Samples& samples, bool timed) {
    std::printf("\n");
    Promises promises;
    for (const auto& [kind, tally] : result.kinds) {
        promises.promise(tally.unexcused + tally.wrong + tally.broken == 0,
                         kind + ": " + std::to_string(tally.unexcused) + " answers 5xx without excuse, " +
                             std::to_string(tally.wrong) + " wrong, " + std::to_string(tally.broken) +
                             " without answer" +
                             (tally.first_complaint.empty() ? "" : "; the first: " + tally.first_complaint));
    }
    promises.promise(result.trainings > 0, std::to_string(result.trainings) + " trainings were completed");
    const double before = largest(samples, 0.1, 0.5, &ProcessWatch::Sample::descriptors);
    const double after = largest(samples, 0.5, 1.0, &ProcessWatch::Sample::descriptors);
    char text[160];
    std::snprintf(text, sizeof text,
                  "descriptors do not grow: at most %.0f in the first half, %.0f in the second", before,
                  after);
    // A training and an upload have a few files open when the sample happens to be taken.
    constexpr double fluctuation = 16;
    promises.promise(after <= before + fluctuation, text);
    if (!timed) return promises.kept;

    auto& livez = result.livez_while_training.milliseconds;
    std::snprintf(text, sizeof text,
                  "/livez while a training runs: p50 %.2f ms, p99 %.2f ms (promise: < 20 ms)",
                  percentile(livez, 0.5), percentile(livez, 0.99));
    promises.promise(percentile(livez, 0.99) < 20, text);
    std::printf(
        "        of this the machine: threads that sleep wake up late by %.2f ms (p50), %.2f ms (p99)\n",
        percentile(result.lateness, 0.5), percentile(result.lateness, 0.99));
    const double warm = largest(samples, 0.1, 0.3, &ProcessWatch::Sample::resident_mb);
    const double late = largest(samples, 0.8, 1.0, &ProcessWatch::Sample::resident_mb);
    std::snprintf(text, sizeof text,
                  "RSS is flat: at most %.1f MB from 10 to 30 %% of the time, %.1f MB from 80 %%", warm,
                  late);
    promises.promise(late <= warm * 1.05, text);
    return promises.kept;
}

bool run(double seconds, std::size_t connections, std::uint64_t seed, bool timed) {
    const Faces& given = timed ? faces() : small_faces();
    FileServer source;
    ServedFile file;
    file.body = given.archive;
    source.serve("/faces.tgz", file);
    const TemporaryFolder folder;
    const RunningServer server(folder / "data",
                               {"--dataset-url", source.url("/faces.tgz"), "--dataset-sha256", given.sha256});
    const std::string steps = "/cloudmesh/EigenfacesSVM";
    LoadPlan plan;
    plan.port = static_cast<std::uint16_t>(std::stoi(server.base().substr(server.base().rfind(':') + 1)));
    plan.picture = given.picture;
    plan.picture_name = "face.jpg";
    plan.train_target = steps + "/train?min_faces_per_person=" + std::to_string(given.min_faces);
    plan.connections = connections;
    plan.time = std::chrono::duration<double>(seconds);
    plan.seed = seed;
    good(http_request("POST", server.base() + steps + "/download_data"));
    good(http_request("POST", server.base() + plan.train_target));
    good(http_upload(server.base() + "/cloudmesh/upload", {{"upload", plan.picture_name, plan.picture}}));
    plan.prediction =
        good(http_get(server.base() + steps + "/predict?image_file_paths=" + plan.picture_name));

    ProcessWatch watch(server.process(), std::chrono::milliseconds(200));
    LoadResult result = run_load(plan);
    const Samples samples = watch.finish();
    std::printf("%.0f s, %zu connections, seed %llu, %zu pictures of %zu people\n\n", seconds, connections,
                static_cast<unsigned long long>(seed), given.pictures, given.people);
    print_kinds(result.kinds, seconds);
    print_curve(samples);
    return judge(result, samples, timed);
}

}  // namespace

int main(int argc, char** argv) {
    double seconds = 600;
    std::size_t connections = 64;
    std::uint64_t seed = 1;
    bool untimed = false;
    CLI::App app{"Puts eigenfaces-server under a mixed load and judges what it promises."};
    app.add_option("--seconds", seconds, "How long")->check(CLI::Range(1.0, 1e6))->capture_default_str();
    app.add_option("--connections", connections, "Clients at once")->capture_default_str();
    app.add_option("--seed", seed, "Of the order of requests")->capture_default_str();
    app.add_flag("--untimed", untimed,
                 "Judge nothing that depends on the machine's speed, and train on few faces");
    CLI11_PARSE(app, argc, argv);
    try {
        return run(seconds, connections, seed, !untimed) ? 0 : 1;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "load: %s\n", error.what());
        return 2;
    }
}
