/// Where a training spends its time and memory, and how long predictions take: a table for people.
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <numeric>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "model/blas.hpp"
#include "model/features.hpp"
#include "model/parallel_for.hpp"
#include "model/pca.hpp"
#include "model/predictor/model.hpp"
#include "model/split.hpp"
#include "model/svm/kernel_matrix.hpp"
#include "model/training.hpp"
#include "tests/bench/machine_limits.hpp"
#include "tests/bench/timing_table.hpp"

namespace {

using namespace eigenfaces;
namespace fs = std::filesystem;

struct Arguments {
    fs::path folder;
    DataSetOptions options;
    TrainingParameters parameters;
    std::size_t repetitions = 5;
};

std::vector<std::byte> read_bytes(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file) throw std::runtime_error("can't read " + path.string());
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

template <typename Value, typename Error>
Value take(tl::expected<Value, Error> result, const std::string& what) {
    if (!result) throw std::runtime_error(what + ": " + result.error().message);
    return std::move(*result);
}

/// Peak resident memory, in MB, of a process that does nothing but train.
double training_memory(const Arguments& arguments) {
    const pid_t child = ::fork();
    if (child < 0) throw std::runtime_error("fork failed");
    if (child == 0) ::_exit(train(arguments.folder, arguments.options, arguments.parameters) ? 0 : 1);
    int status = 0;
    rusage usage = {};
    if (::wait4(child, &status, 0, &usage) != child || status != 0) {
        throw std::runtime_error("the training failed; eigenfaces-train says why");
    }
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

std::vector<float> rows_at(const DataSet& data, const std::vector<std::size_t>& positions) {
    std::vector<float> rows;
    for (const std::size_t position : positions) {
        const auto begin = data.features.begin() + static_cast<std::ptrdiff_t>(position * data.n_features);
        rows.insert(rows.end(), begin, begin + static_cast<std::ptrdiff_t>(data.n_features));
    }
    return rows;
}

void bench_loading(const Arguments& arguments, const DataSet& data, TimingTable& table) {
    const std::size_t threads = thread_count(arguments.options.threads);
    const auto n = static_cast<double>(data.n_samples());
    std::vector<std::vector<std::byte>> files(data.n_samples());
    table.measure(
        "read the files",
        [&] {
            for (std::size_t i = 0; i < files.size(); ++i)
                files[i] = read_bytes(arguments.folder / data.paths[i]);
        },
        n, "pictures");
    table.measure(
        "limit: libjpeg-turbo, whole pictures",
        [&] {
            parallel_for(files.size(), threads,
                         [&](std::size_t i, std::size_t) { take(decode_picture(files[i]), data.paths[i]); });
        },
        n, "pictures");
    std::vector<Picture> windows(files.size());
    table.measure(
        "decode (libjpeg-turbo, face window)",
        [&] {
            parallel_for(files.size(), threads, [&](std::size_t i, std::size_t) {
                const auto header = take(read_picture_header(files[i]), data.paths[i]);
                windows[i] = take(decode_picture(files[i], face_window(header.size)), data.paths[i]);
            });
        },
        n, "pictures");
    table.measure(
        "features (resize, sum)",
        [&] {
            parallel_for(files.size(), threads,
                         [&](std::size_t i, std::size_t) { sum_channels(windows[i]); });
        },
        n, "pictures");
    table.measure(
        "load: all of that, shuffled, with digest",
        [&] { take(load_data_set(arguments.folder, arguments.options), "load"); }, n, "pictures");
}

void bench_training(const Arguments& arguments, const DataSet& data, TimingTable& table) {
    const std::size_t threads = thread_count(arguments.parameters.threads);
    const Split split =
        train_test_split(data.n_samples(), arguments.parameters.test_size, arguments.parameters.random_state);
    const std::vector<float> samples = rows_at(data, split.train);
    std::vector<std::uint32_t> labels;
    for (const std::size_t position : split.train)
        labels.push_back(data.labels[position]);
    const auto n = static_cast<double>(split.train.size());
    PcaFit fit;
    table.measure("PCA", [&] {
        auto result = fit_whitened_pca(samples, data.n_features, default_n_components, threads);
        if (!result) throw std::runtime_error("the PCA failed");
        fit = std::move(*result);
    });
    const std::size_t k = fit.pca.n_components();
    std::vector<float> distances;
    table.measure(
        "Gram matrix (squared distances)",
        [&] { distances = svm::squared_distances(fit.whitened, k, threads); },
        n * n * static_cast<double>(k) / 1e9, "Gflop");
    std::vector<float> kernel(distances.size());
    table.measure(
        "kernel of one gamma", [&] { svm::rbf(distances, 0.005, kernel, threads); },
        static_cast<double>(kernel.size()) / 1e6, "Mvalues");
    table.measure("grid search, with its Gram matrix", [&] {
        if (!grid_search(fit.whitened, k, labels, data.names.size(),
                         {.grid = arguments.parameters.grid,
                          .n_folds = arguments.parameters.n_folds,
                          .threads = threads})) {
            throw std::runtime_error("the grid search failed");
        }
    });
}

void bench_model(const Arguments& arguments, const DataSet& data, const TrainingResult& result,
                 TimingTable& table) {
    const fs::path path =
        fs::temp_directory_path() / ("model-bench-" + std::to_string(::getpid()) + ".model");
    table.measure("store the model (write, no fsync)", [&] {
        const auto bytes = write_model(result.model);
        std::ofstream file(path, std::ios::binary);
        file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    });
    table.measure("load the model (map, check, prepare)", [&] { Model(take(ModelFile::map(path), "map")); });
    const Model model(take(ModelFile::map(path), "map"));
    fs::remove(path);
    const std::vector<float> held_out = rows_at(data, result.test_index);
    table.measure(
        "evaluate the held-out pictures", [&] { model.predict_batch(held_out); },
        static_cast<double>(result.test_index.size()), "pictures");

    constexpr std::size_t calls = 200;
    const auto each = [&](std::size_t i) { return i % result.test_index.size(); };
    const auto face = [&](std::size_t i) {
        return std::span(held_out).subspan(each(i) * data.n_features, data.n_features);
    };
    table.measure(
        "predict 200 times, features known",
        [&] {
            for (std::size_t i = 0; i < calls; ++i)
                model.predict(face(i));
        },
        calls, "pictures");
    std::vector<std::vector<std::byte>> files;
    for (std::size_t i = 0; i < calls; ++i)
        files.push_back(read_bytes(arguments.folder / data.paths[result.test_index[each(i)]]));
    table.measure(
        "predict 200 times, from JPEG bytes",
        [&] {
            for (const auto& file : files)
                model.predict(take(face_features_of(file), "features"));
        },
        calls, "pictures");
}

int run(int argc, char** argv) {
    CLI::App app("Times the stages of a training, and predictions, on a folder of person folders.");
    Arguments arguments;
    app.add_option("DATA", arguments.folder, "Folder with one folder of JPEG or PNG pictures per person")
        ->required();
    app.add_option("--min-faces", arguments.options.min_faces_per_person,
                   "Leave out people with fewer pictures")
        ->capture_default_str();
    app.add_option("--threads", arguments.parameters.threads, "Threads; 0 is one per processor")
        ->capture_default_str();
    app.add_option("--runs", arguments.repetitions, "Counted runs of each stage")->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    arguments.options.threads = arguments.parameters.threads;

    const double memory = training_memory(arguments);
    const auto result = take(train(arguments.folder, arguments.options, arguments.parameters), "training");
    const DataSet data = take(load_data_set(arguments.folder, arguments.options), "load");
    const std::size_t threads = thread_count(arguments.parameters.threads);
    std::printf("%zu pictures of %zu people, %zu threads; median of %zu runs\n\n", data.n_samples(),
                data.names.size(), threads, arguments.repetitions);
    TimingTable::print_heading();
    TimingTable table(arguments.repetitions);
    bench_loading(arguments, data, table);
    bench_training(arguments, data, table);
    bench_model(arguments, data, result, table);
    table.measure("train from the files", [&] {
        take(train(arguments.folder, arguments.options, arguments.parameters), "training");
    });
    const fs::path cache =
        fs::temp_directory_path() / ("model-bench-" + std::to_string(::getpid()) + ".faces");
    DataSetOptions cached = arguments.options;
    cached.cache = cache;
    table.measure("train with the faces in the cache",
                  [&] { take(train(arguments.folder, cached, arguments.parameters), "training"); });
    fs::remove(cache);
    std::printf("\npeak resident memory of a training: %.1f MB\n", memory);
    std::printf("limits of this machine, %zu threads: dgemm %.1f Gflop/s, reading memory %.1f GB/s\n",
                threads, peak_dgemm_rate(threads) / 1e9, memory_read_rate(threads) / 1e9);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    eigenfaces::blas::prepare();
    try {
        return run(argc, argv);
    } catch (const std::exception& failure) {
        std::cerr << "model-bench: " << failure.what() << "\n";
        return 1;
    }
}
