#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "model/cluster/team.hpp"
#include "model/data_set.hpp"
#include "model/grid_search.hpp"
#include "model/model_file.hpp"
#include "model/progress.hpp"

/// Training of a face recogniser: hold out a test set, whitened PCA, grid search over RBF SVMs, evaluation.
namespace eigenfaces {

inline constexpr std::size_t default_n_components = 150;

/// With fewer training pictures than this for each component, the components know the pictures so well that
/// folds which share them say nothing of pictures that are new: with n - 1 components all n pictures are
/// equally far from each other. The confidence is learned from components of each fold's own then. With more
/// pictures the difference is small (docs/confidence.md), and learning them anew would take longest of all.
inline constexpr std::size_t few_samples_per_component = 4;

struct TrainingParameters {
    /// Part of the samples that is held out, above 0 and below 1.
    double test_size = 0.25;
    /// Seed of the split (NumPy's RandomState).
    std::uint32_t random_state = 42;
    /// Eigenfaces to keep; more than there are training samples or features are an error. Nothing: 150, or as
    /// many as the data allows. Directions without variance are left out in any case: they can't be whitened.
    std::optional<std::size_t> n_components = {};
    /// Folds of the cross-validation, at least 2.
    std::size_t n_folds = 5;
    ParameterGrid grid = {};
    /// 0 means one per processor. The result does not depend on it, bit for bit.
    std::size_t threads = 0;
    /// Kept in the model file; "" where it should not say. A point in time as the caller writes it, e.g. RFC
    /// 3339.
    std::string trained_at = {};
    /// The name of the data set, kept in the model file; "" where it has none.
    std::string data_set = {};
    /// Bytes that the training may take (model/training_memory.hpp); nothing: no limit.
    std::optional<std::uint64_t> max_memory = {};
};

struct TrainingError {
    enum class Kind {
        data_set,         ///< the data set can't be used; the message says why
        disk,             ///< reading the data set failed: the disk's trouble, or the process's
        bad_parameter,    ///< a parameter is outside of its range
        bad_features,     ///< wrong number of features, or a feature that is NaN or infinite
        too_few_people,   ///< fewer than 2 people
        too_few_samples,  ///< a person without a training picture, or fewer pictures than folds
        out_of_memory,    ///< the machine had no memory left to decode a picture
        too_large,        ///< would take more memory than it may
        no_variance,      ///< all training pictures are equal
        no_convergence,   ///< the optimiser gave up; it did not on any data we know
        cancelled,
        rank,  ///< a rank of the team ended in a way that nobody foresaw; the message says which and why
    };
    Kind kind = Kind::data_set;
    std::string message;  ///< says what was wrong and what is allowed
};

/// Everything a training found. With `model` the reference's --json can be written.
struct TrainingResult {
    TrainedModel model;
    std::vector<std::string> order;            ///< paths of the samples in the order of the data set
    std::vector<std::size_t> train_index;      ///< positions in `order`
    std::vector<std::size_t> test_index;       ///< positions in `order`
    std::vector<GridPoint> grid;               ///< C outside, gamma inside, as scikit-learn's ParameterGrid
    std::vector<LeftOut> left_out;             ///< see DataSet
    std::optional<std::string> cache_problem;  ///< see DataSet
};

/// Trains on a loaded data set; `load_seconds` is what to tell about the loading.
tl::expected<TrainingResult, TrainingError> train(const DataSet& data, const TrainingParameters& parameters,
                                                  const Progress& progress = {}, std::stop_token stop = {},
                                                  double load_seconds = 0);

/// Loads the data set of `folder` and trains on it.
tl::expected<TrainingResult, TrainingError> train(const std::filesystem::path& folder,
                                                  const DataSetOptions& options,
                                                  const TrainingParameters& parameters,
                                                  const Progress& progress = {}, std::stop_token stop = {});

/// The same by a team, each rank of which is given the same: each decodes its share of the pictures and does
/// its share of the training. The result is the first rank's and what one process alone finds, bit for bit
/// where the machines' processors are alike; elsewhere it has its seconds (model.summary.seconds) and nothing
/// more. Where one rank fails, all return its error. Ends the team's work: nothing can be exchanged
/// after it. Throws cluster::TeamLost.
tl::expected<TrainingResult, TrainingError> train(const std::filesystem::path& folder,
                                                  const DataSetOptions& options,
                                                  const TrainingParameters& parameters, cluster::Team& team,
                                                  const Progress& progress = {}, std::stop_token stop = {});

}  // namespace eigenfaces
