// ranks-bench DATA [--min-faces N]: what each piece of a training takes on one thread, as JSON: the figures
// from which tests/bench/ranks says what many ranks would take.
#include <chrono>
#include <functional>
#include <iostream>
#include <numeric>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "model/blas.hpp"
#include "model/block_lanczos.hpp"
#include "model/calibration.hpp"
#include "model/cluster/shares.hpp"
#include "model/cross_validation.hpp"
#include "model/pca.hpp"
#include "model/split.hpp"
#include "model/stratified_folds.hpp"
#include "model/svm/kernel_matrix.hpp"
#include "model/svm/one_vs_one.hpp"
#include "model/training.hpp"

namespace {

using namespace eigenfaces;

double seconds(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// The eigenvalue problem alone, which is one rank's; without the mean, which changes one of its values.
double eigenvalues(const std::vector<float>& samples, std::size_t d, std::size_t count) {
    const std::size_t n = samples.size() / d;
    const std::vector<double> x(samples.begin(), samples.end());
    const std::size_t size = std::min(n, d);
    std::vector<double> product(size * size);
    using blas::Transpose;
    if (d < n) {
        blas::multiply(Transpose::yes, Transpose::no, d, d, n, {x.data(), d}, {x.data(), d},
                       {product.data(), d});
    } else {
        blas::multiply(Transpose::no, Transpose::yes, n, n, d, {x.data(), d}, {x.data(), d},
                       {product.data(), n});
    }
    return seconds([&] { largest_eigenpairs_by_lanczos(product, size, std::min(count, size), 1); });
}

nlohmann::json measure(const std::filesystem::path& folder, std::size_t min_faces) {
    nlohmann::json result;
    tl::expected<DataSet, DataSetError> loaded;
    result["load"] =
        seconds([&] { loaded = load_data_set(folder, {.min_faces_per_person = min_faces, .threads = 1}); });
    if (!loaded) throw std::runtime_error(loaded.error().message);
    const DataSet& data = *loaded;
    const std::size_t d = data.n_features;
    const Split split = train_test_split(data.n_samples(), 0.25, 42);
    std::vector<float> samples;
    std::vector<std::uint32_t> labels;
    for (const std::size_t position : split.train) {
        const auto row = std::span(data.features).subspan(position * d, d);
        samples.insert(samples.end(), row.begin(), row.end());
        labels.push_back(data.labels[position]);
    }
    tl::expected<PcaFit, PcaError> fit;
    const std::size_t components = std::min({default_n_components, labels.size(), d});
    result["pca"] = seconds([&] { fit = fit_whitened_pca(samples, d, components, 1); });
    result["eigenvalues"] = eigenvalues(samples, d, components);
    const std::size_t k = fit.value().pca.n_components();

    const svm::ClassGroups groups = svm::group_by_class(labels, data.names.size());
    CrossValidationSetup setup{.groups = groups, .folds = {}, .n_folds = 5};
    const std::vector<std::size_t> folds = stratified_folds(labels, setup.n_folds);
    for (const std::size_t sample : groups.order)
        setup.folds.push_back(folds[sample]);
    const std::vector<float> grouped = svm::group_rows(fit->whitened, k, groups);
    std::vector<float> distances;
    result["distances"] = seconds([&] { distances = svm::squared_distances(grouped, k, 1); });
    std::vector<float> kernel(distances.size());
    const ParameterGrid grid;
    const std::vector<PairTask> tasks = pair_tasks(setup);
    std::vector<std::uint64_t> costs;
    std::vector<double> taken;
    double kernels = 0;
    for (const double gamma : grid.gamma) {
        kernels += seconds([&] { svm::rbf(distances, gamma, kernel, 1); });
        std::vector<std::size_t> all(tasks.size());
        std::iota(all.begin(), all.end(), std::size_t{0});
        const auto solve = [&](std::span<const std::size_t> which, const std::function<void()>& on_task) {
            if (!vote_pairs(setup, kernel, grid.C, tasks, which, {}, on_task, {}))
                throw std::runtime_error("the optimiser did not converge");
        };
        kernels += seconds([&] { solve({}, {}); });
        // From one end of a task to the next; the first one's begin is unknown, so it runs twice.
        std::vector<std::size_t> which = {0};
        which.insert(which.end(), all.begin(), all.end());
        std::vector<std::chrono::steady_clock::time_point> ends;
        solve(which, [&] { ends.push_back(std::chrono::steady_clock::now()); });
        for (std::size_t t = 0; t < tasks.size(); ++t) {
            costs.push_back(tasks[t].cost);
            taken.push_back(std::chrono::duration<double>(ends[t + 1] - ends[t]).count());
        }
    }
    result["kernels"] = kernels;
    result["pairs"] = std::accumulate(taken.begin(), taken.end(), 0.0);
    result["longest_pair"] = *std::max_element(taken.begin(), taken.end());
    svm::rbf(distances, grid.gamma[3], kernel, 1);
    result["refit"] = seconds([&] {
        static_cast<void>(svm::fit_one_vs_one(grouped, k, groups, kernel, grid.C[0], grid.gamma[3], 1));
    });
    cluster::Alone alone;
    tl::expected<CrossValidatedDecisions, CrossValidationError> decisions;
    result["decisions"] =
        seconds([&] { decisions = cross_validated_decisions(setup, kernel, grid.C[0], 1, alone, {}); });
    result["calibration"] = seconds([&] { calibrate(setup, decisions.value(), 1); });
    for (std::size_t ranks = 1; ranks <= 1024; ranks *= 2) {
        const std::vector<std::size_t> owners = cluster::divide_by_cost(costs, ranks);
        std::vector<double> loads(ranks);
        for (std::size_t i = 0; i < taken.size(); ++i)
            loads[owners[i]] += taken[i];
        result["slowest_rank"][std::to_string(ranks)] = *std::max_element(loads.begin(), loads.end());
    }
    result["n_samples"] = data.n_samples();
    result["n_train"] = labels.size();
    result["n_features"] = d;
    result["n_components"] = k;
    result["n_people"] = data.names.size();
    return result;
}

}  // namespace

int main(int argc, char** argv) {
    blas::prepare();
    CLI::App app("Seconds that each piece of a training takes on one thread.");
    std::filesystem::path folder;
    std::size_t min_faces = 70;
    app.add_option("DATA", folder)->required();
    app.add_option("--min-faces", min_faces);
    CLI11_PARSE(app, argc, argv);
    try {
        std::cout << measure(folder, min_faces).dump() << "\n";
    } catch (const std::exception& failure) {
        std::cerr << "ranks-bench: " << failure.what() << "\n";
        return 1;
    }
}
