/// Our solver of two-class problems against dlib's solve_qp3_using_smo, on the same kernel matrices, one
/// thread, both from a cold start: a table for people. docs/decisions/007-an-smo-of-our-own.md has its
/// result.
#include <cmath>
#include <cstdio>
#include <dlib/optimization/optimization_solve_qp3_using_smo.h>
#include <iostream>

#include <CLI/CLI.hpp>

#include "model/blas.hpp"
#include "model/grid_search.hpp"
#include "model/parallel_for.hpp"
#include "model/pca.hpp"
#include "model/split.hpp"
#include "model/svm/class_groups.hpp"
#include "model/svm/kernel_matrix.hpp"
#include "model/svm/smo.hpp"
#include "model/training.hpp"
#include "tests/bench/timing_table.hpp"

namespace {

using namespace eigenfaces;
using Matrix = dlib::matrix<double>;
using Column = dlib::matrix<double, 0, 1>;

/// The whitened training pictures by class.
struct Samples {
    svm::ClassGroups groups;
    std::size_t n_features = 0;
    std::vector<float> distances;  ///< n x n
};

Samples read_samples(const std::filesystem::path& folder, const DataSetOptions& options) {
    const auto data = load_data_set(folder, options);
    if (!data) throw std::runtime_error(data.error().message);
    const TrainingParameters parameters;
    const Split split = train_test_split(data->n_samples(), parameters.test_size, parameters.random_state);
    std::vector<float> faces;
    std::vector<std::uint32_t> labels;
    for (const std::size_t index : split.train) {
        const auto begin = data->features.begin() + static_cast<std::ptrdiff_t>(index * data->n_features);
        faces.insert(faces.end(), begin, begin + static_cast<std::ptrdiff_t>(data->n_features));
        labels.push_back(data->labels[index]);
    }
    const auto fit = fit_whitened_pca(faces, data->n_features, default_n_components, thread_count(0));
    if (!fit) throw std::runtime_error("the PCA failed");
    Samples samples;
    samples.n_features = fit->pca.n_components();
    samples.groups = svm::group_by_class(labels, data->names.size());
    samples.distances =
        svm::squared_distances(svm::group_rows(fit->whitened, samples.n_features, samples.groups),
                               samples.n_features, thread_count(0));
    return samples;
}

/// A pair of classes in the forms that the two solvers read.
struct Problem {
    svm::RowRange first;
    svm::RowRange second;
    double C_first = 0;
    double C_second = 0;
    Matrix q;
    Column p;
    Column y;
};

std::vector<Problem> make_problems(const Samples& samples, const std::vector<float>& kernel) {
    const std::size_t n = samples.groups.n_samples();
    std::vector<std::size_t> sizes;
    for (std::size_t c = 0; c < samples.groups.n_classes(); ++c)
        sizes.push_back(samples.groups.size(c));
    const std::vector<double> weights = svm::balanced_weights(sizes);
    std::vector<Problem> problems;
    for (const auto& pair : svm::class_pairs(samples.groups.n_classes())) {
        Problem problem;
        problem.first = {samples.groups.begin[pair.first], samples.groups.begin[pair.first + 1]};
        problem.second = {samples.groups.begin[pair.second], samples.groups.begin[pair.second + 1]};
        problem.C_first = weights[pair.first];
        problem.C_second = weights[pair.second];
        const std::size_t n_first = problem.first.size();
        const auto size = static_cast<long>(n_first + problem.second.size());
        const auto row = [&](long i) {
            const auto at = static_cast<std::size_t>(i);
            return at < n_first ? problem.first.begin + at : problem.second.begin + at - n_first;
        };
        problem.p = -dlib::ones_matrix<double>(size, 1);
        problem.y.set_size(size);
        problem.q.set_size(size, size);
        for (long i = 0; i < size; ++i)
            problem.y(i) = static_cast<std::size_t>(i) < n_first ? 1 : -1;
        for (long i = 0; i < size; ++i) {
            for (long j = 0; j < size; ++j) {
                problem.q(i, j) =
                    problem.y(i) * problem.y(j) * static_cast<double>(kernel[row(i) * n + row(j)]);
            }
        }
        problems.push_back(std::move(problem));
    }
    return problems;
}

std::string number_text(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%g", value);
    return text;
}

double objective(const Problem& problem, const Column& alpha) {
    return 0.5 * dlib::dot(alpha, problem.q * alpha) - dlib::sum(alpha);
}

Column solve_dlib(const Problem& problem, double C, double tolerance) {
    Column alpha;
    dlib::solve_qp3_using_smo<Matrix> solver;
    solver(problem.q, problem.p, problem.y, 0.0, C * problem.C_first, C * problem.C_second, alpha, tolerance);
    return alpha;
}

Column solve_ours(svm::SmoSolver& solver, const Problem& problem, const std::vector<float>& kernel,
                  std::size_t n, double C, double tolerance) {
    const auto solution = solver.solve({.kernel = kernel,
                                        .n = n,
                                        .positive = {&problem.first, 1},
                                        .negative = {&problem.second, 1},
                                        .C_positive = C * problem.C_first,
                                        .C_negative = C * problem.C_second},
                                       tolerance);
    if (solution.status != svm::BinarySolution::Status::converged) throw std::runtime_error("no solution");
    Column alpha(static_cast<long>(solution.coefficients.size()));
    for (std::size_t i = 0; i < solution.coefficients.size(); ++i)
        alpha(static_cast<long>(i)) = std::abs(solution.coefficients[i]);
    return alpha;
}

int run(int argc, char** argv) {
    CLI::App app("Times our SMO and dlib's on every pair of classes.");
    std::filesystem::path folder;
    DataSetOptions options;
    std::size_t repetitions = 5;
    double tolerance = svm::stopping_tolerance;
    app.add_option("DATA", folder, "Folder with one folder of JPEG or PNG pictures per person")->required();
    app.add_option("--min-faces", options.min_faces_per_person, "Leave out people with fewer pictures")
        ->capture_default_str();
    app.add_option("--tolerance", tolerance, "Largest violation of the optimality conditions")
        ->capture_default_str();
    app.add_option("--runs", repetitions, "Counted runs of each line")->capture_default_str();
    CLI11_PARSE(app, argc, argv);

    const Samples samples = read_samples(folder, options);
    const std::size_t n = samples.groups.n_samples();
    const ParameterGrid grid;
    std::printf(
        "%zu training pictures of %zu people, tolerance %g; every pair, C = %g to %g; median of %zu\n\n", n,
        samples.groups.n_classes(), tolerance, grid.C.front(), grid.C.back(), repetitions);
    TimingTable::print_heading();
    TimingTable table(repetitions);
    double total_ours = 0;
    double total_dlib = 0;
    double difference = 0;
    for (const double gamma : grid.gamma) {
        std::vector<float> kernel(n * n);
        svm::rbf(samples.distances, gamma, kernel);
        const std::vector<Problem> problems = make_problems(samples, kernel);
        svm::SmoSolver solver;
        std::vector<Column> ours(problems.size() * grid.C.size());
        std::vector<Column> theirs(ours.size());
        const auto solve_all = [&](std::vector<Column>& solutions, const auto& solve) {
            for (std::size_t i = 0; i < solutions.size(); ++i)
                solutions[i] = solve(problems[i / grid.C.size()], grid.C[i % grid.C.size()]);
        };
        total_ours += table.measure("ours, gamma " + number_text(gamma), [&] {
            solve_all(ours, [&](const Problem& problem, double C) {
                return solve_ours(solver, problem, kernel, n, C, tolerance);
            });
        });
        total_dlib += table.measure("dlib, gamma " + number_text(gamma), [&] {
            solve_all(theirs,
                      [&](const Problem& problem, double C) { return solve_dlib(problem, C, tolerance); });
        });
        for (std::size_t i = 0; i < ours.size(); ++i) {
            const Problem& problem = problems[i / grid.C.size()];
            const double best = objective(problem, theirs[i]);
            difference = std::max(difference, std::abs(objective(problem, ours[i]) - best) / std::abs(best));
        }
    }
    std::printf("\nours %.3f s, dlib %.3f s: dlib takes %.2f times as long\n", total_ours, total_dlib,
                total_dlib / total_ours);
    std::printf("largest relative difference of an objective: %.1e\n", difference);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    eigenfaces::blas::prepare();
    try {
        return run(argc, argv);
    } catch (const std::exception& failure) {
        std::cerr << "smo-bench: " << failure.what() << "\n";
        return 1;
    }
}
