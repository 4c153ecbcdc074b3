#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <spdlog/logger.h>
#include <stop_token>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "model/data_set.hpp"
#include "model/grid_search.hpp"
#include "model/training_summary.hpp"
#include "operations/background_jobs.hpp"
#include "operations/limits.hpp"
#include "workspaces/state.hpp"
#include "workspaces/workspace_id.hpp"

namespace eigenfaces::service {

/// As DataSetOptions and TrainingParameters say.
struct TrainInput {
    std::optional<std::string> data_set =
        {};  ///< of the workspace's own; nothing: the one that it downloaded
    std::size_t min_faces_per_person = 70;
    Align align = Align::none;
    std::optional<std::size_t> n_components = {};  ///< default: see TrainingParameters
    double test_size = 0.25;
    std::uint32_t random_state = 42;
    std::size_t n_folds = 5;
    ParameterGrid grid = {};
};

struct Trained {
    std::uint64_t version = 0;
    TrainingSummary summary;
    std::string report;
    /// Pictures that no face was found in.
    std::vector<LeftOut> left_out = {};
};

struct TrainFailure {
    enum class Kind {
        no_data_set,
        busy,
        not_trainable,
        no_space,
        no_memory,
        stopped,
        cancelled,  ///< by RunningJobs::cancel()
        too_many,   ///< trainings run already, in other workspaces
        too_long,
    };
    Kind kind = Kind::not_trainable;
    std::string detail;
    std::string job = {};  ///< of what is busy: the id of the job
};

/// Of a workspace that is busy with something else.
TrainFailure workspace_busy(const JobStatus& busy);

/// Trains on the workspace's data set and makes the result its current model. The faces of a data set are
/// decoded once and kept beside it; `log` is told where that does not work. `begun` is called once nothing is
/// in the way. Throws when the disk fails, and what `begun` throws.
tl::expected<Trained, TrainFailure> train(State& state, const Limits& limits, spdlog::logger& log,
                                          const WorkspaceId& workspace, const TrainInput& input,
                                          const std::stop_token& stop, const OnBegun& begun = {});

}  // namespace eigenfaces::service
