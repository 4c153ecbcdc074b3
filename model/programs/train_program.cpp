#include "model/programs/train_program.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <span>
#include <sstream>
#include <stdexcept>
#include <sys/resource.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "model/blas.hpp"
#include "model/programs/training_json.hpp"
#include "model/replacing_file.hpp"
#include "model/report.hpp"
#include "model/sha256.hpp"
#include "model/training.hpp"

namespace eigenfaces {
namespace {

/// A file that is written beside its place and moved there, so that it is complete or absent.
class OutputFile {
  public:
    /// Throws where the file can't be made: that is better told before the training than after it.
    explicit OutputFile(std::filesystem::path path) : path_(std::move(path)), file_(path_) { check(); }

    void write(std::span<const std::byte> bytes) {
        file_.write(bytes);
        file_.publish();
        check();
    }

  private:
    void check() const {
        if (file_.failure() != 0)
            throw std::runtime_error("can't write " + path_.string() + ": " + std::strerror(file_.failure()));
    }

    std::filesystem::path path_;
    ReplacingFile file_;
};

/// One cache for each folder of pictures.
std::string cache_name(const std::filesystem::path& folder) {
    const std::string path = std::filesystem::weakly_canonical(folder).string();
    Sha256 hash;
    hash.update(std::as_bytes(std::span(path)));
    return hash.finish().substr(0, 32) + ".faces";
}

void show_progress(Stage stage, double fraction) {
    std::fprintf(stderr, "\r\033[K%s %3.0f %%", std::string(stage_name(stage)).c_str(), 100 * fraction);
    if (stage == Stage::evaluate && fraction >= 1) std::fputs("\r\033[K", stderr);
}

/// What the command line asks for.
struct Arguments {
    std::filesystem::path folder;
    std::filesystem::path json_file;
    std::filesystem::path model_file;
    std::filesystem::path ranks_file;
    std::filesystem::path cache_folder;
    DataSetOptions options;
    TrainingParameters parameters;
};

void add_options(CLI::App& app, Arguments& arguments) {
    TrainingParameters& parameters = arguments.parameters;
    app.add_option("DATA", arguments.folder, "Folder with one folder of JPEG or PNG pictures per person")
        ->required();
    app.add_option("--min-faces", arguments.options.min_faces_per_person,
                   "Leave out people with fewer pictures")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    app.add_option("--threads", parameters.threads,
                   "Threads; 0 is one per processor, under mpirun of the rank's share of them")
        ->check(CLI::Range(0, 256))
        ->capture_default_str();
    app.add_option("--test-size", parameters.test_size, "Part of the pictures that is held out")
        ->capture_default_str();
    app.add_option("--components", parameters.n_components,
                   "Eigenfaces to keep; default: 150, or as many as there are training pictures");
    app.add_option("--random-state", parameters.random_state, "Seed of the split")->capture_default_str();
    app.add_option("--cache", arguments.cache_folder,
                   "Keep the decoded faces in this folder, so that the next training need not decode them");
    app.add_option("--json", arguments.json_file, "Write all results to this file");
    app.add_option("--model", arguments.model_file,
                   "Write the model to this file; the same data gives the same bytes, so it holds no times");
    app.add_option(
        "--ranks", arguments.ranks_file,
        "Write to this file, as JSON, what each process of mpirun did: its machine, threads, seconds "
        "by stage, and bytes exchanged");
    app.footer(
        "Under mpirun its processes train together, on one machine or many: mpirun -n 4 eigenfaces-train "
        "DATA.\n"
        "Each reads its share of the pictures; the first reports and writes the files, which are those of "
        "one\n"
        "process. That takes the program eigenfaces-train-mpi beside this one: docs/scale.md.");
}

/// One for each rank: machines of different versions or byte orders don't train together.
struct Introduction {
    std::string program;    ///< what has to be the same everywhere
    std::string processor;  ///< what decides over the last digits

    static Introduction own() {
        // By its first byte.
        const std::uint16_t one = 1;
        const bool little = std::as_bytes(std::span(&one, 1))[0] == std::byte{1};
        return {std::string(EIGENFACES_VERSION) + (little ? "" : ", big-endian"), blas::processor()};
    }
};

/// Why these processes can't train together, for every rank the same; nothing where they can.
std::optional<std::string> strangers(cluster::Team& team) {
    if (team.size() == 1) return std::nullopt;
    const Introduction own = Introduction::own();
    cluster::Bytes bytes(own.program.size());
    std::memcpy(bytes.data(), own.program.data(), own.program.size());
    bytes.push_back(std::byte{0});
    for (const char c : own.processor)
        bytes.push_back(static_cast<std::byte>(c));
    const cluster::Gathered all = team.all_gather(std::move(bytes));
    std::vector<Introduction> ranks;
    for (std::size_t rank = 0; rank < team.size(); ++rank) {
        std::string text(all.of(rank).size(), '\0');
        std::memcpy(text.data(), all.of(rank).data(), text.size());
        const std::size_t end = text.find('\0');
        ranks.push_back({text.substr(0, end), text.substr(end + 1)});
        if (ranks[rank].program != ranks[0].program) {
            return "rank 0 is version " + ranks[0].program + " and rank " + std::to_string(rank) +
                   " is version " + ranks[rank].program + "; install the same version on all machines";
        }
    }
    const auto other = std::find_if(ranks.begin(), ranks.end(), [&](const Introduction& rank) {
        return rank.processor != ranks[0].processor;
    });
    if (other != ranks.end() && team.is_first()) {
        std::cerr << "eigenfaces-train: rank 0 computes as on " << ranks[0].processor << " and rank "
                  << other - ranks.begin() << " as on " << other->processor
                  << ": the last digits may be others than those of one process\n";
    }
    return std::nullopt;
}

/// Bytes that this process had in memory at most.
std::uint64_t peak_memory() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

/// What every rank did, in the first rank.
std::string ranks_json(const TrainProcess& process, const StageSeconds& seconds, std::size_t threads) {
    const cluster::Traffic& traffic = process.team.traffic();
    const nlohmann::json own = {{"rank", process.team.rank()},
                                {"machine", process.machine},
                                {"threads", threads},
                                {"peak_memory", peak_memory()},
                                {"seconds",
                                 {{"load", seconds.load},
                                  {"split", seconds.split},
                                  {"pca", seconds.pca},
                                  {"project", seconds.project},
                                  {"grid_search", seconds.grid_search},
                                  {"evaluate", seconds.evaluate}}},
                                {"exchanges", traffic.exchanges},
                                {"bytes_sent", traffic.sent},
                                {"bytes_received", traffic.received},
                                {"seconds_in_exchanges", traffic.seconds}};
    const std::string text = own.dump();
    cluster::Bytes bytes(text.size());
    std::memcpy(bytes.data(), text.data(), text.size());
    const cluster::Gathered all = process.team.gather(std::move(bytes));
    nlohmann::json list = nlohmann::json::array();
    for (std::size_t rank = 0; rank < all.n_ranks(); ++rank) {
        std::string of_rank(all.of(rank).size(), '\0');
        std::memcpy(of_rank.data(), all.of(rank).data(), of_rank.size());
        list.push_back(nlohmann::json::parse(of_rank));
    }
    return list.dump() + "\n";
}

void use_cache(Arguments& arguments, bool tells) {
    std::error_code failure;
    std::filesystem::create_directories(arguments.cache_folder, failure);
    if (!failure) {
        arguments.options.cache = arguments.cache_folder / cache_name(arguments.folder);
    } else if (tells) {
        std::cerr << "eigenfaces-train: no cache: can't make " << arguments.cache_folder.string() << ": "
                  << failure.message() << "\n";
    }
}

/// The files that the first rank writes.
struct Outputs {
    std::optional<OutputFile> json;
    std::optional<OutputFile> model;
    std::optional<OutputFile> ranks;

    /// Throws where one can't be made.
    void open(const Arguments& arguments) {
        if (!arguments.json_file.empty()) json.emplace(arguments.json_file);
        if (!arguments.model_file.empty()) model.emplace(arguments.model_file);
        if (!arguments.ranks_file.empty()) ranks.emplace(arguments.ranks_file);
    }
};

void write_results(Outputs& outputs, TrainingResult& result, const std::string& ranks) {
    const auto write = [](OutputFile& file, const std::string& text) {
        file.write(std::as_bytes(std::span(text)));
    };
    if (outputs.json) write(*outputs.json, training_json(result).dump() + "\n");
    if (outputs.ranks) write(*outputs.ranks, ranks);
    if (outputs.model) {
        result.model.summary.seconds.reset();
        outputs.model->write(write_model(result.model));
    }
}

int train_and_write(Arguments& arguments, Outputs& outputs, const TrainProcess& process) {
    cluster::Team& team = process.team;
    const bool is_first = team.is_first();
    if (const auto why = strangers(team)) {
        if (is_first) std::cerr << "eigenfaces-train: " << *why << "\n";
        return 1;
    }
    const bool shows = is_first && ::isatty(STDERR_FILENO) == 1;
    const Progress progress = shows ? Progress(show_progress) : Progress();
    auto result =
        train(arguments.folder, arguments.options, arguments.parameters, team, progress, process.stop);
    if (!result) {
        if (progress) std::fputs("\r\033[K", stderr);
        if (is_first) std::cerr << "eigenfaces-train: " << result.error().message << "\n";
        return 1;
    }
    const StageSeconds seconds = result->model.summary.seconds.value_or(StageSeconds{});
    std::string ranks;
    if (!arguments.ranks_file.empty()) ranks = ranks_json(process, seconds, arguments.parameters.threads);
    if (!is_first) return 0;
    if (result->cache_problem) std::cerr << "eigenfaces-train: " << *result->cache_problem << "\n";
    std::cout << training_report(result->model.summary);
    try {
        write_results(outputs, *result, ranks);
    } catch (const std::runtime_error& failure) {
        std::cerr << "eigenfaces-train: " << failure.what() << "\n";
        return 1;
    }
    return 0;
}

}  // namespace

int run_training(int argc, char** argv, const TrainProcess& process) {
    const bool is_first = process.team.is_first();
    CLI::App app(
        "Trains an eigenfaces + SVM face recogniser on a folder of person folders (the layout of LFW).",
        "eigenfaces-train");
    Arguments arguments;
    add_options(app, arguments);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& outcome) {
        // All ranks are given the same.
        std::ostringstream unseen;
        return is_first ? app.exit(outcome) : app.exit(outcome, unseen, unseen);
    }
    TrainingParameters& parameters = arguments.parameters;
    if (parameters.threads == 0) parameters.threads = process.default_threads;
    arguments.options.threads = parameters.threads;
    Outputs outputs;
    try {
        if (!arguments.cache_folder.empty()) use_cache(arguments, is_first);
        if (is_first) outputs.open(arguments);
    } catch (const std::exception& failure) {
        std::cerr << "eigenfaces-train: " << failure.what() << "\n";
        process.team.fail({});  // the others wait for this rank
        return 1;
    }
    try {
        return train_and_write(arguments, outputs, process);
    } catch (const cluster::PeerFailure&) {
        return 1;  // before the training began; that rank has said why
    }
}

}  // namespace eigenfaces
