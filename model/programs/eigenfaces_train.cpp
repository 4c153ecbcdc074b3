#include <cstdio>
#include <fstream>
#include <iostream>
#include <span>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "model/programs/training_json.hpp"
#include "model/report.hpp"
#include "model/training.hpp"

namespace {

using namespace eigenfaces;

/// Writes a file beside its place and moves it there, so that it is complete or absent.
void write_file(const std::filesystem::path& path, std::span<const std::byte> bytes) {
    std::filesystem::path partial = path;
    partial += ".partial";
    std::ofstream file(partial, std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file) throw std::runtime_error("can't write " + path.string());
    std::filesystem::rename(partial, path);
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
    DataSetOptions options;
    TrainingParameters parameters;
    app.add_option("DATA", folder, "Folder with one folder of JPEG or PNG pictures per person")->required();
    app.add_option("--min-faces", options.min_faces_per_person, "Leave out people with fewer pictures")
        ->capture_default_str();
    app.add_option("--threads", parameters.threads, "Threads; 0 is one per processor")->capture_default_str();
    app.add_option("--test-size", parameters.test_size, "Part of the pictures that is held out")
        ->capture_default_str();
    app.add_option("--random-state", parameters.random_state, "Seed of the split")->capture_default_str();
    app.add_option("--json", json_file, "Write all results to this file");
    app.add_option("--model", model_file,
                   "Write the model to this file; the same data gives the same bytes, so it holds no times");
    CLI11_PARSE(app, argc, argv);
    options.threads = parameters.threads;

    const Progress progress = ::isatty(STDERR_FILENO) == 1 ? Progress(show_progress) : Progress();
    auto result = train(folder, options, parameters, progress);
    if (!result) {
        std::cerr << "eigenfaces-train: " << result.error().message << "\n";
        return 1;
    }
    std::cout << training_report(result->model.summary);
    if (!json_file.empty()) {
        const std::string text = training_json(*result).dump() + "\n";
        write_file(json_file, std::as_bytes(std::span(text)));
    }
    if (!model_file.empty()) {
        result->model.summary.seconds.reset();
        write_file(model_file, write_model(result->model));
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& failure) {
        std::cerr << "eigenfaces-train: " << failure.what() << "\n";
        return 1;
    }
}
