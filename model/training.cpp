#include "model/training.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iterator>
#include <new>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <utility>

#include "model/features.hpp"
#include "model/finite.hpp"
#include "model/parallel_for.hpp"
#include "model/pca.hpp"
#include "model/predictor/model.hpp"
#include "model/split.hpp"
#include "model/training_memory.hpp"

namespace eigenfaces {
namespace {

using Kind = TrainingError::Kind;

/// Seconds since it was made or last asked.
class Stopwatch {
  public:
    double lap() {
        const auto now = std::chrono::steady_clock::now();
        return std::chrono::duration<double>(now - std::exchange(start_, now)).count();
    }

  private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

tl::unexpected<TrainingError> error(Kind kind, std::string message) {
    return tl::unexpected(TrainingError{kind, std::move(message)});
}

std::optional<TrainingError> check_parameters(const TrainingParameters& parameters) {
    const auto all_positive = [](const std::vector<double>& values) {
        return !values.empty() &&
               std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v) && v > 0; });
    };
    if (!(parameters.test_size > 0 && parameters.test_size < 1)) {
        return TrainingError{Kind::bad_parameter, "test_size must be above 0 and below 1"};
    }
    if (parameters.n_components == std::size_t{0})
        return TrainingError{Kind::bad_parameter, "n_components must be at least 1"};
    if (parameters.n_folds < 2) return TrainingError{Kind::bad_parameter, "n_folds must be at least 2"};
    if (!all_positive(parameters.grid.C))
        return TrainingError{Kind::bad_parameter, "every C must be above 0"};
    if (!all_positive(parameters.grid.gamma))
        return TrainingError{Kind::bad_parameter, "every gamma must be above 0"};
    return std::nullopt;
}

/// Why there is not memory enough for so much; nothing where there is. `loading`: what reading the pictures
/// takes before that.
std::optional<std::string> too_large(std::size_t n_samples, std::size_t n_people,
                                     const TrainingParameters& parameters, std::uint64_t loading = 0) {
    const std::uint64_t needed = std::max(training_memory(n_samples, n_people, parameters), loading);
    if (needed <= parameters.max_memory.value_or(needed)) return std::nullopt;
    return "training on " + std::to_string(n_samples) + " pictures of " + std::to_string(n_people) +
           " people takes up to " + std::to_string(needed) + " bytes of memory, and it may take at most " +
           std::to_string(*parameters.max_memory) + " bytes";
}

std::optional<TrainingError> check_data(const DataSet& data) {
    const std::size_t n = data.n_samples();
    if (data.names.size() < 2) {
        return TrainingError{Kind::too_few_people, "the data set has " + std::to_string(data.names.size()) +
                                                       " people; at least 2 are needed"};
    }
    if (data.n_features == 0 || data.features.size() != n * data.n_features || data.paths.size() != n) {
        return TrainingError{Kind::bad_features, std::to_string(data.features.size()) + " features for " +
                                                     std::to_string(n) + " samples of " +
                                                     std::to_string(data.n_features)};
    }
    if (std::any_of(data.labels.begin(), data.labels.end(),
                    [&](std::uint32_t l) { return l >= data.names.size(); })) {
        return TrainingError{Kind::bad_features, "a label names no person"};
    }
    for (std::size_t i = 0; i < n; ++i) {
        if (!all_finite(std::span(data.features).subspan(i * data.n_features, data.n_features))) {
            return TrainingError{Kind::bad_features, data.paths[i] + ": a feature is not a finite number"};
        }
    }
    return std::nullopt;
}

std::vector<std::uint32_t> labels_at(const DataSet& data, const std::vector<std::size_t>& positions) {
    std::vector<std::uint32_t> labels;
    labels.reserve(positions.size());
    for (const std::size_t position : positions)
        labels.push_back(data.labels[position]);
    return labels;
}

std::vector<float> features_at(const DataSet& data, const std::vector<std::size_t>& positions) {
    std::vector<float> features;
    features.reserve(positions.size() * data.n_features);
    for (const std::size_t position : positions) {
        const auto row = std::span(data.features).subspan(position * data.n_features, data.n_features);
        features.insert(features.end(), row.begin(), row.end());
    }
    return features;
}

/// Eigenfaces of some of the training pictures, and all of these on them. `features`: of all of them.
std::optional<RelearnedFeatures> relearn(std::span<const float> features, std::size_t n_features,
                                         std::span<const std::size_t> positions, std::size_t n_components,
                                         std::size_t threads, const std::stop_token& stop) {
    std::vector<float> some;
    some.reserve(positions.size() * n_features);
    for (const std::size_t position : positions) {
        const auto row = features.subspan(position * n_features, n_features);
        some.insert(some.end(), row.begin(), row.end());
    }
    const auto fit =
        fit_whitened_pca(some, n_features, std::min(n_components, positions.size()), threads, stop);
    if (!fit) return std::nullopt;
    const Pca& pca = fit->pca;
    RelearnedFeatures all{pca.n_components(),
                          std::vector<float>(features.size() / n_features * pca.n_components())};
    project(features, pca.mean, pca.components, inverse_deviations(pca.explained_variance), all.samples);
    return all;
}

/// The held-out pictures that the model file keeps: all of them, or those that were named wrongly first.
TestFaces test_faces(const DataSet& data, const std::vector<std::size_t>& test,
                     const TrainingSummary& summary) {
    std::vector<std::uint32_t> kept(test.size());
    std::iota(kept.begin(), kept.end(), 0U);
    std::stable_partition(kept.begin(), kept.end(),
                          [&](std::uint32_t i) { return summary.y_test[i] != summary.y_pred[i]; });
    kept.resize(std::min(kept.size(), most_test_faces));
    std::sort(kept.begin(), kept.end());
    TestFaces faces{std::move(kept), {}};
    for (const std::uint32_t i : faces.index) {
        const auto row = std::span(data.features).subspan(test[i] * data.n_features, data.n_features);
        std::transform(row.begin(), row.end(), std::back_inserter(faces.pixels), [](float value) {
            return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0F, 1.0F) * 255));
        });
    }
    return faces;
}

std::optional<TrainingError> check_training_set(const DataSet& data,
                                                const std::vector<std::uint32_t>& y_train,
                                                std::size_t n_folds) {
    std::vector<std::size_t> sizes(data.names.size(), 0);
    for (const std::uint32_t label : y_train)
        ++sizes[label];
    const auto empty = std::find(sizes.begin(), sizes.end(), std::size_t{0});
    if (empty != sizes.end()) {
        return TrainingError{Kind::too_few_samples,
                             "no picture of " + data.names[static_cast<std::size_t>(empty - sizes.begin())] +
                                 " is among the " + std::to_string(y_train.size()) +
                                 " training pictures; add pictures of this person"};
    }
    const std::size_t largest = *std::max_element(sizes.begin(), sizes.end());
    if (largest < n_folds) {
        return TrainingError{Kind::too_few_samples,
                             "no person has " + std::to_string(n_folds) +
                                 " training pictures, one for each fold; the most is " +
                                 std::to_string(largest)};
    }
    return std::nullopt;
}

Kind reason(DataSetError::Kind kind) {
    switch (kind) {
        case DataSetError::Kind::cancelled:
            return Kind::cancelled;
        case DataSetError::Kind::disk:
            return Kind::disk;
        case DataSetError::Kind::out_of_memory:
            return Kind::out_of_memory;
        case DataSetError::Kind::refused:
            return Kind::too_large;
        default:
            return Kind::data_set;
    }
}

TrainingError grid_search_error(GridSearchError kind) {
    switch (kind) {
        case GridSearchError::cancelled:
            return {Kind::cancelled, "training was cancelled"};
        case GridSearchError::no_convergence:
            return {Kind::no_convergence, "the support vector optimiser did not converge"};
        case GridSearchError::fold_without_two_classes:
            break;
    }
    return {Kind::too_few_samples,
            "some fold trains on fewer than 2 people: at least 2 people need 2 training pictures each"};
}

tl::expected<TrainingResult, TrainingError> train_on(const DataSet& data,
                                                     const TrainingParameters& parameters,
                                                     cluster::Team& team, const Progress& progress,
                                                     const std::stop_token& stop, double load_seconds) {
    const auto tell = [&](Stage stage, double fraction) {
        if (progress) progress(stage, fraction);
    };
    const auto cancelled = [] { return error(Kind::cancelled, "training was cancelled"); };
    if (const auto problem = check_parameters(parameters)) return tl::unexpected(*problem);
    if (const auto problem = check_data(data)) return tl::unexpected(*problem);
    if (auto problem = too_large(data.n_samples(), data.names.size(), parameters))
        return error(Kind::too_large, *std::move(problem));
    const std::size_t threads = thread_count(parameters.threads);
    StageSeconds seconds;
    seconds.load = load_seconds;
    Stopwatch watch;

    tell(Stage::split, 0);
    const std::size_t n = data.n_samples();
    const double n_test = std::ceil(parameters.test_size * static_cast<double>(n));
    if (n_test >= static_cast<double>(n)) {
        return error(Kind::too_few_samples,
                     "the test set takes all of the " + std::to_string(n) + " pictures");
    }
    TrainingResult result;
    Split split = train_test_split(n, parameters.test_size, parameters.random_state);
    const std::vector<std::uint32_t> y_train = labels_at(data, split.train);
    if (const auto problem = check_training_set(data, y_train, parameters.n_folds))
        return tl::unexpected(*problem);
    const std::size_t most_components = std::min(split.train.size(), data.n_features);
    if (parameters.n_components.value_or(1) > most_components) {
        return error(Kind::bad_parameter, "n_components is " + std::to_string(*parameters.n_components) +
                                              ", but " + std::to_string(split.train.size()) +
                                              " training pictures with " + std::to_string(data.n_features) +
                                              " features allow at most " + std::to_string(most_components));
    }
    seconds.split = watch.lap();
    tell(Stage::split, 1);
    if (stop.stop_requested()) return cancelled();

    tell(Stage::pca, 0);
    std::vector<float> training_features = features_at(data, split.train);
    const double variance = total_variance(training_features, data.n_features, threads, team);
    auto fit =
        fit_whitened_pca(training_features, data.n_features,
                         parameters.n_components.value_or(std::min(default_n_components, most_components)),
                         threads, team, stop);
    if (!fit) {
        if (fit.error() == PcaError::cancelled) return cancelled();
        return error(Kind::no_variance, "all training pictures are equal");
    }
    seconds.pca = watch.lap();
    tell(Stage::pca, 1);

    tell(Stage::project, 0);
    const std::size_t n_components = fit->pca.n_components();
    std::vector<float> test_coordinates(split.test.size() * n_components);
    // One product, whose last digits another division of its rows could change: the first rank's.
    if (team.is_first()) {
        project(features_at(data, split.test), fit->pca.mean, fit->pca.components,
                inverse_deviations(fit->pca.explained_variance), test_coordinates);
    }
    seconds.project = watch.lap();
    tell(Stage::project, 1);
    if (stop.stop_requested()) return cancelled();

    tell(Stage::grid_search, 0);
    GridSearchOptions options{.grid = parameters.grid, .n_folds = parameters.n_folds, .threads = threads};
    if (split.train.size() < few_samples_per_component * n_components) {
        options.relearn = [&](std::span<const std::size_t> positions) {
            return relearn(training_features, data.n_features, positions, n_components, threads, stop);
        };
    } else {
        training_features = {};
    }
    auto search = grid_search(
        fit->whitened, n_components, y_train, data.names.size(), options, team,
        [&](double fraction) { tell(Stage::grid_search, fraction); }, stop);
    if (!search) return tl::unexpected(grid_search_error(search.error()));
    seconds.grid_search = watch.lap();
    if (!team.is_first()) {
        result.model.summary.seconds = seconds;
        return result;
    }

    tell(Stage::evaluate, 0);
    const GridPoint& best = search->points[search->best];
    TrainedModel& model = result.model;
    model.mean = std::move(fit->pca.mean);
    model.components = std::move(fit->pca.components);
    model.explained_variance = std::move(fit->pca.explained_variance);
    model.classifier = std::move(search->classifier);
    model.calibration = std::move(search->calibration);
    model.metadata = {.data_set_digest = data.digest,
                      .software_version = EIGENFACES_VERSION,
                      .trained_at = parameters.trained_at,
                      .test_size = parameters.test_size,
                      .random_state = parameters.random_state,
                      .n_folds = static_cast<std::uint32_t>(parameters.n_folds),
                      .data_set = parameters.data_set,
                      .min_faces_per_person = static_cast<std::uint32_t>(data.min_faces_per_person)};
    model.preprocessing.align = data.align;
    model.total_variance = variance;
    model.summary = {.n_samples = n,
                     .n_features = data.n_features,
                     .n_train = split.train.size(),
                     .n_components = n_components,
                     .best_C = best.C,
                     .best_gamma = best.gamma,
                     .best_score = best.mean_score,
                     .names = data.names,
                     .y_test = {},
                     .y_pred = {},
                     .test_probability = {},
                     .seconds = std::nullopt};
    // What is evaluated is what will be served: the model as its file reads.
    auto file = ModelFile::read(write_model(model));
    if (!file) throw std::logic_error("a new model does not read back: " + file.error().message);
    const Model made(std::move(*file));
    for (const Prediction& prediction : made.classify(test_coordinates)) {
        model.summary.y_pred.push_back(prediction.class_index);
        model.summary.test_probability.push_back(made.probabilities(prediction)[prediction.class_index]);
    }
    model.summary.y_test = labels_at(data, split.test);
    model.test_faces = test_faces(data, split.test, model.summary);
    seconds.evaluate = watch.lap();
    model.summary.seconds = seconds;
    result.order = data.paths;
    result.left_out = data.left_out;
    result.cache_problem = data.cache_problem;
    result.train_index = std::move(split.train);
    result.test_index = std::move(split.test);
    result.grid = std::move(search->points);
    tell(Stage::evaluate, 1);
    if (stop.stop_requested()) return cancelled();
    return result;
}

tl::expected<TrainingResult, TrainingError> load_and_train(const std::filesystem::path& folder,
                                                           const DataSetOptions& options,
                                                           const TrainingParameters& parameters,
                                                           cluster::Team& team, const Progress& progress,
                                                           const std::stop_token& stop) {
    if (const auto problem = check_parameters(parameters)) return tl::unexpected(*problem);
    Stopwatch watch;
    DataSetOptions checked = options;
    checked.refuse = [&](std::size_t n_samples, std::size_t n_people) {
        return too_large(n_samples, n_people, parameters,
                         options.cutter_memory * thread_count(options.threads));
    };
    const auto data = load_data_set(folder, checked, team, progress, stop);
    if (!data) return error(reason(data.error().kind), data.error().message);
    return train_on(*data, parameters, team, progress, stop, watch.lap());
}

cluster::Failure failure(const TrainingError& error) {
    cluster::Failure failure{error.kind == Kind::cancelled, {}};
    cluster::put(failure.reason, error.kind);
    cluster::put(failure.reason, std::string_view(error.message));
    return failure;
}

TrainingError training_error(const cluster::Failure& failure) {
    cluster::ByteReader reader(failure.reason);
    const auto kind = reader.take<Kind>();
    return {kind, reader.take_text()};
}

}  // namespace

tl::expected<TrainingResult, TrainingError> train(const DataSet& data, const TrainingParameters& parameters,
                                                  const Progress& progress, std::stop_token stop,
                                                  double load_seconds) {
    cluster::Alone alone;
    return train_on(data, parameters, alone, progress, stop, load_seconds);
}

tl::expected<TrainingResult, TrainingError> train(const std::filesystem::path& folder,
                                                  const DataSetOptions& options,
                                                  const TrainingParameters& parameters,
                                                  const Progress& progress, std::stop_token stop) {
    cluster::Alone alone;
    return load_and_train(folder, options, parameters, alone, progress, stop);
}

tl::expected<TrainingResult, TrainingError> train(const std::filesystem::path& folder,
                                                  const DataSetOptions& options,
                                                  const TrainingParameters& parameters, cluster::Team& team,
                                                  const Progress& progress, std::stop_token stop) {
    TrainingError own;
    try {
        auto result = load_and_train(folder, options, parameters, team, progress, stop);
        if (result) {
            team.finish();
            return result;
        }
        own = std::move(result.error());
    } catch (const cluster::PeerFailure& peer) {
        return tl::unexpected(training_error(peer.failure()));
    } catch (const cluster::TeamLost&) {
        throw;
    } catch (const std::bad_alloc&) {
        own = {Kind::out_of_memory, "rank " + std::to_string(team.rank()) + " has no memory left"};
    } catch (const std::exception& unexpected) {
        own = {Kind::rank, "rank " + std::to_string(team.rank()) + ": " + unexpected.what()};
    }
    // Outside of the handlers: what the exception held is free again.
    return tl::unexpected(training_error(team.fail(failure(own))));
}

}  // namespace eigenfaces
