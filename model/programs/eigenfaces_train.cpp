#include <cstdio>
#include <cstring>
#include <iostream>
#include <optional>
#include <span>
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

namespace {

using namespace eigenfaces;

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

int run(int argc, char** argv) {
    CLI::App app(
        "Trains an eigenfaces + SVM face recogniser on a folder of person folders (the layout of LFW).");
    std::filesystem::path folder;
    std::filesystem::path json_file;
    std::filesystem::path model_file;
    std::filesystem::path cache_folder;
    DataSetOptions options;
    TrainingParameters parameters;
    app.add_option("DATA", folder, "Folder with one folder of JPEG or PNG pictures per person")->required();
    app.add_option("--min-faces", options.min_faces_per_person, "Leave out people with fewer pictures")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    app.add_option("--threads", parameters.threads, "Threads; 0 is one per processor")
        ->check(CLI::Range(0, 256))
        ->capture_default_str();
    app.add_option("--test-size", parameters.test_size, "Part of the pictures that is held out")
        ->capture_default_str();
    app.add_option("--components", parameters.n_components,
                   "Eigenfaces to keep; default: 150, or as many as there are training pictures");
    app.add_option("--random-state", parameters.random_state, "Seed of the split")->capture_default_str();
    app.add_option("--cache", cache_folder,
                   "Keep the decoded faces in this folder, so that the next training need not decode them");
    app.add_option("--json", json_file, "Write all results to this file");
    app.add_option("--model", model_file,
                   "Write the model to this file; the same data gives the same bytes, so it holds no times");
    CLI11_PARSE(app, argc, argv);
    options.threads = parameters.threads;
    if (!cache_folder.empty()) {
        std::error_code failure;
        std::filesystem::create_directories(cache_folder, failure);
        if (failure) {
            std::cerr << "eigenfaces-train: no cache: can't make " << cache_folder.string() << ": "
                      << failure.message() << "\n";
        } else {
            options.cache = cache_folder / cache_name(folder);
        }
    }
    std::optional<OutputFile> json_output;
    if (!json_file.empty()) json_output.emplace(json_file);
    std::optional<OutputFile> model_output;
    if (!model_file.empty()) model_output.emplace(model_file);

    const Progress progress = ::isatty(STDERR_FILENO) == 1 ? Progress(show_progress) : Progress();
    auto result = train(folder, options, parameters, progress);
    if (!result) {
        if (progress) std::fputs("\r\033[K", stderr);
        std::cerr << "eigenfaces-train: " << result.error().message << "\n";
        return 1;
    }
    if (result->cache_problem) std::cerr << "eigenfaces-train: " << *result->cache_problem << "\n";
    std::cout << training_report(result->model.summary);
    if (json_output) {
        const std::string text = training_json(*result).dump() + "\n";
        json_output->write(std::as_bytes(std::span(text)));
    }
    if (model_output) {
        result->model.summary.seconds.reset();
        model_output->write(write_model(result->model));
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    blas::use_one_thread_per_call();
    try {
        return run(argc, argv);
    } catch (const std::exception& failure) {
        std::cerr << "eigenfaces-train: " << failure.what() << "\n";
        return 1;
    }
}
