#include "operations/stored_workspace.hpp"

#include "operations/busy_detail.hpp"

namespace eigenfaces::service {

StoredWorkspace describe_workspace(State& state, const WorkspaceId& workspace) {
    StoredWorkspace stored;
    for (const Uploads::Stored& picture : value_or_throw(state.uploads(workspace).list())) {
        ++stored.uploads.count;
        stored.uploads.bytes += picture.bytes;
    }
    for (const Models::Stored& model :
         value_or_throw(state.models().list(WorkspaceKeys(workspace).models()))) {
        ++stored.models.count;
        stored.models.bytes += model.bytes;
    }
    for (const auto& data_set : value_or_throw(state.own_data_sets(workspace)->list())) {
        ++stored.data_sets;
        stored.pictures.count += data_set.pictures();
        stored.pictures.bytes += data_set.bytes();
    }
    stored.jobs = value_or_throw(state.job_records().list(workspace)).size();
    stored.downloaded = value_or_throw(state.data_set(workspace));
    return stored;
}

tl::expected<void, std::variant<NoSuchWorkspace, WorkspaceInUse>> delete_workspace(
    State& state, const WorkspaceId& workspace) {
    // A training that begins from here on waits until this is over, and then finds nothing.
    const auto change = state.data_set_access().change(workspace);
    if (const auto job = state.jobs().in(workspace))
        return tl::unexpected(WorkspaceInUse{busy_detail(*job), job->id});
    if (!value_or_throw(state.remove_workspace(workspace)))
        return tl::unexpected(NoSuchWorkspace{"nothing is stored of a workspace '" + workspace.text() + "'"});
    return {};
}

}  // namespace eigenfaces::service
