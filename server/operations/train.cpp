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

/// One of the workspace's own, or the one that it downloaded.
using TrainingData = std::variant<DataSetName, DataSet>;

tl::expected<TrainingData, TrainFailure> find_data(State& state, const WorkspaceId& workspace,
                                                   const TrainInput& input) {
    if (input.data_set) {
        auto name = DataSetName::parse(*input.data_set);
        if (!name || !value_or_throw(state.own_data_sets(workspace)->describe(*name))) {
            return failure(Kind::no_data_set, "the workspace '" + workspace.text() + "' has no data set '" +
                                                  *input.data_set + "' of its own");
        }
        return *std::move(name);
    }
    auto data_set = value_or_throw(state.data_set(workspace));
    if (!data_set) {
        return failure(Kind::no_data_set, "the workspace '" + workspace.text() +
                                              "' has no data set yet; call download_data first");
    }
    return *std::move(data_set);
}

TrainFailure ended_early(const RunningJobs::Lease& job) {
    if (job.cancelled())
        return {Kind::cancelled, "the training was cancelled; the previous model stays in use"};
    return {Kind::stopped, "the training was stopped; the previous model stays in use"};
}

/// Where the pictures are, brought here where they are not.
tl::expected<OwnDataSets::Source, TrainFailure> bring(State& state, const WorkspaceId& workspace,
                                                      const TrainingData& data,
                                                      const RunningJobs::Lease& job) {
    if (const auto* name = std::get_if<DataSetName>(&data)) {
        auto source = state.own_data_sets(workspace)->source(*name, job.stop());
        if (source) return *std::move(source);
        if (source.error().kind == ObjectError::Kind::stopped) return tl::unexpected(ended_early(job));
        if (is_out_of_space(source.error())) return failure(Kind::no_space, source.error().message);
        throw ObjectFailure(source.error());
    }
    const auto& data_set = std::get<DataSet>(data);
    auto presence = state.data_sets().present(data_set, job.stop());
    if (presence) {
        return OwnDataSets::Source{data_set.pictures, data_set.faces,
                                   std::make_shared<DataSetStore::Presence>(*std::move(presence))};
    }
    if (presence.error().kind == ObtainError::Kind::cancelled) return tl::unexpected(ended_early(job));
    if (presence.error().kind == ObtainError::Kind::no_space)
        return failure(Kind::no_space, presence.error().detail);
    throw std::runtime_error(presence.error().detail);
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
    const auto data = find_data(state, workspace, input);
    if (!data) return tl::unexpected(data.error());
    if (auto full = too_little_space(state, limits.min_free_space))
        return failure(Kind::no_space, *std::move(full));
    if (begun) begun(job);
    const auto source = bring(state, workspace, *data, job);
    if (!source) return tl::unexpected(source.error());

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
        if (result.error().kind == TrainingError::Kind::cancelled) return tl::unexpected(ended_early(job));
        if (result.error().kind == TrainingError::Kind::disk)
            throw std::runtime_error(result.error().message);
        if (result.error().kind == TrainingError::Kind::out_of_memory)
            return failure(Kind::no_memory, result.error().message + "; the previous model stays in use");
        if (result.error().kind == TrainingError::Kind::too_large)
            return failure(Kind::not_trainable, result.error().message + " (--max-training-memory)");
        return failure(Kind::not_trainable, result.error().message);
    }

    if (result->cache_problem) log.warn("training in '{}': {}", workspace.text(), *result->cache_problem);

    const auto version = state.models().add_if(WorkspaceKeys(workspace).models(), write_model(result->model),
                                               // Asked for on another server, a cancel is learned of here.
                                               [&job] { return job.confirm() && !job.cancelled(); });
    if (!version) {
        if (is_out_of_space(version.error())) {
            return failure(Kind::no_space, "the disk is full; the previous model stays in use");
        }
        throw ObjectFailure(version.error());
    }
    if (!*version && job.cancelled()) return tl::unexpected(ended_early(job));
    if (!*version) {
        return failure(
            Kind::stopped,
            "another server has taken the workspace over, since this one could not reach the store; "
            "the previous model stays in use");
    }
    return Trained{**version, result->model.summary,
                   training_report(result->model.summary) + left_out_text(result->left_out),
                   std::move(result->left_out)};
}

}  // namespace eigenfaces::service
