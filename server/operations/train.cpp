#include "operations/train.hpp"

#include <chrono>
#include <spdlog/fmt/chrono.h>
#include <spdlog/fmt/fmt.h>
#include <stdexcept>

#include "model/faces/face_cutter.hpp"
#include "model/progress.hpp"
#include "model/report.hpp"
#include "model/training.hpp"
#include "operations/busy_detail.hpp"
#include "operations/face_detector.hpp"
#include "operations/state_health.hpp"

namespace eigenfaces::service {

namespace {

using Kind = TrainFailure::Kind;

auto failure(Kind kind, std::string detail) {
    return tl::unexpected(TrainFailure{kind, std::move(detail)});
}

std::string now_rfc3339() {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                       fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
}

/// What is learned from, and where the faces in it may be kept.
struct TrainingSource {
    std::filesystem::path pictures;
    std::filesystem::path faces;
};

tl::expected<TrainingSource, TrainFailure> source_of(State& state, const WorkspaceId& workspace,
                                                     const TrainInput& input) {
    if (input.data_set) {
        const auto name = DataSetName::parse(*input.data_set);
        const OwnDataSets own = state.own_data_sets(workspace);
        const auto found =
            name ? own.describe(*name) : StorageResult<std::optional<OwnDataSets::Description>>();
        if (!found) throw std::runtime_error(found.error().message());
        if (!*found) {
            return failure(Kind::no_data_set, "the workspace '" + workspace.text() + "' has no data set '" +
                                                  *input.data_set + "' of its own");
        }
        return TrainingSource{own.pictures(*name), own.faces(*name)};
    }
    const auto data_set = state.data_set(workspace);
    if (!data_set) throw std::runtime_error(data_set.error().message);
    if (!*data_set) {
        return failure(Kind::no_data_set, "the workspace '" + workspace.text() +
                                              "' has no data set yet; call download_data first");
    }
    return TrainingSource{(*data_set)->pictures, (*data_set)->faces};
}

/// A line for the report, where there is something to tell.
std::string left_out_text(const std::vector<LeftOut>& pictures) {
    if (pictures.empty()) return {};
    return fmt::format("No face was found in {} of the pictures, which were left out, such as {}\n",
                       pictures.size(), pictures.front().path);
}

}  // namespace

TrainFailure workspace_busy(const JobStatus& busy) {
    return {Kind::busy, busy_detail(busy), busy.id};
}

tl::expected<Trained, TrainFailure> train(State& state, const Limits& limits, spdlog::logger& log,
                                          const WorkspaceId& workspace, const TrainInput& input,
                                          const std::stop_token& stop, const OnBegun& begun) {
    auto lease = state.jobs().begin(workspace, JobKind::train, stop);
    if (const auto* busy = std::get_if<JobStatus>(&lease)) return tl::unexpected(workspace_busy(*busy));
    auto& job = std::get<RunningJobs::Lease>(lease);
    // From here on nothing changes in the workspace's data sets.
    state.data_set_access().await_change(workspace);
    const auto source = source_of(state, workspace, input);
    if (!source) return tl::unexpected(source.error());
    if (auto full = too_little_space(state, limits.min_free_space))
        return failure(Kind::no_space, *std::move(full));
    if (begun) begun(job);

    DataSetOptions data_options;
    data_options.min_faces_per_person = input.min_faces_per_person;
    data_options.threads = limits.training_threads;
    data_options.picture_limits = limits.picture;
    data_options.cache = source->faces;
    data_options.align = input.align;
    if (input.align != Align::none) {
        data_options.cutter = face_cutter(face_detector(), input.align);
        data_options.cutter_memory = detection_memory;
    }
    TrainingParameters parameters;
    parameters.n_components = input.n_components;
    parameters.test_size = input.test_size;
    parameters.random_state = input.random_state;
    parameters.n_folds = input.n_folds;
    parameters.grid = input.grid;
    parameters.data_set = input.data_set.value_or("");
    parameters.threads = limits.training_threads;
    parameters.trained_at = now_rfc3339();
    parameters.max_memory = limits.training_memory;
    auto result = eigenfaces::train(
        source->pictures, data_options, parameters,
        [&job](Stage stage, double fraction) { job.report(stage_name(stage), fraction); }, job.stop());
    if (!result) {
        if (result.error().kind == TrainingError::Kind::cancelled) {
            if (job.cancelled()) {
                return failure(Kind::cancelled,
                               "the training was cancelled; the previous model stays in use");
            }
            return failure(Kind::stopped, "the training was stopped; the previous model stays in use");
        }
        if (result.error().kind == TrainingError::Kind::disk)
            throw std::runtime_error(result.error().message);
        if (result.error().kind == TrainingError::Kind::out_of_memory)
            return failure(Kind::no_memory, result.error().message + "; the previous model stays in use");
        if (result.error().kind == TrainingError::Kind::too_large)
            return failure(Kind::not_trainable, result.error().message + " (--max-training-memory)");
        return failure(Kind::not_trainable, result.error().message);
    }

    if (result->cache_problem) log.warn("training in '{}': {}", workspace.text(), *result->cache_problem);

    const auto version = state.models().add(WorkspaceKeys(workspace).models(), write_model(result->model));
    if (!version) {
        if (is_out_of_space(version.error())) {
            return failure(Kind::no_space, "the disk is full; the previous model stays in use");
        }
        throw std::runtime_error(version.error().message);
    }
    return Trained{*version, result->model.summary,
                   training_report(result->model.summary) + left_out_text(result->left_out),
                   std::move(result->left_out)};
}

}  // namespace eigenfaces::service
