#include "workspaces/state.hpp"

#include <functional>
#include <system_error>
#include <utility>

#include "objects/folder_objects.hpp"
#include "storage/atomic_file.hpp"
#include "storage/make_folders.hpp"
#include "storage/remove_tree.hpp"
#include "storage/temporary_name.hpp"
#include "workspaces/data_set_choice.hpp"
#include "workspaces/folder_data_sets.hpp"
#include "workspaces/folder_format.hpp"
#include "workspaces/object_data_sets.hpp"

namespace eigenfaces::service {

namespace {

namespace fs = std::filesystem;

/// A model takes a few megabytes; a 1 GB machine holds these easily.
constexpr std::size_t models_in_memory = 16;
/// Half of the second within which servers that share a store use what one of them has trained.
constexpr std::chrono::milliseconds model_used_for{500};
/// Each takes up to --max-upload-bytes of the disk.
constexpr std::size_t archives_on_their_way = 8;
/// Of the memory for requests, two of the usual --max-body take half.
constexpr std::size_t archives_coming_in = 2;

StorageResult<void> sweep_workspace(const fs::path& data_dir, const WorkspaceId& id) {
    const WorkspaceKeys keys(id);
    for (const ObjectKey& part : {keys.root, keys.uploads(), keys.models(), keys.jobs()}) {
        const fs::path folder = data_dir / part.text();
        std::error_code missing;
        if (!fs::is_directory(folder, missing)) continue;
        if (auto swept = sweep_temporaries(folder); !swept) return tl::unexpected(swept.error());
    }
    const WorkspaceFolder folder{data_dir / keys.root.text()};
    if (auto swept = FolderDataSets(folder.own_data_sets()).sweep(); !swept)
        return tl::unexpected(swept.error());
    return {};
}

/// `known`: called with each workspace.
StorageResult<void> sweep_workspaces(const fs::path& data_dir,
                                     const std::function<void(const WorkspaceId&)>& known) {
    const fs::path folder = data_dir / workspaces_key().text();
    std::error_code error;
    fs::directory_iterator entries(folder, error);
    if (error) return tl::unexpected(system_error("list", folder, error.value()));
    for (const auto& entry : entries) {
        const auto id = WorkspaceId::parse(entry.path().filename().string());
        if (!id) continue;
        if (auto swept = sweep_workspace(data_dir, *id); !swept) return swept;
        known(*id);
    }
    return {};
}

tl::unexpected<ObjectError> failed(const StorageError& error) {
    return tl::unexpected(to_object_error(error));
}

}  // namespace

State::State(fs::path data_dir, FolderLock lock, const StateLimits& limits,
             std::unique_ptr<ObjectStore> objects)
    : data_dir_(std::move(data_dir)),
      lock_(std::move(lock)),
      objects_(std::move(objects)),
      job_records_(*objects_, limits.job_records),
      outgoing_archives_(archives_on_their_way),
      incoming_archives_(archives_coming_in),
      jobs_(objects_->is_shared() ? std::make_unique<RunningJobs>(*objects_)
                                  : std::make_unique<RunningJobs>()),
      models_(*objects_, models_in_memory, limits.models, model_used_for),
      workspaces_(*objects_, data_dir_ / workspaces_key().text(), limits.workspaces),
      upload_quota_(*objects_, limits.uploads) {}

ObjectResult<std::unique_ptr<State>> State::open(const fs::path& data_dir, const StateLimits& limits) {
    return open(data_dir, limits, nullptr);
}

ObjectResult<std::unique_ptr<State>> State::open(const fs::path& data_dir, const StateLimits& limits,
                                                 std::unique_ptr<ObjectStore> objects) {
    std::error_code error;
    const fs::path folder = fs::absolute(data_dir, error);
    if (error) return failed(system_error("find", data_dir, error.value()));
    // Of a newer program's folder nothing is touched.
    if (auto known = read_folder_format(folder); !known) return failed(known.error());
    if (auto made = make_folders(folder / "workspaces"); !made) return failed(made.error());
    auto lock = FolderLock::acquire(folder);
    if (!lock) return failed(lock.error());
    // Once more, now that no newer program can be at it.
    const auto format = read_folder_format(folder);
    if (!format) return failed(format.error());

    if (!objects) objects = std::make_unique<FolderObjects>(folder);
    std::unique_ptr<State> state(new State(folder, *std::move(lock), limits, std::move(objects)));
    // A full disk is no reason not to serve what is there.
    if (auto writable = state->check_writable(); !writable && !is_out_of_space(writable.error()))
        return failed(writable.error());
    if (*format != folder_format) {
        if (auto written = write_folder_format(folder); !written && !is_out_of_space(written.error()))
            return failed(written.error());
    }
    if (auto swept = sweep_temporaries(folder); !swept) return failed(swept.error());
    // Of a store that others write to nothing is listed at the start: that may take long, and is old soon.
    const auto known = [&](const WorkspaceId& id) {
        if (!state->objects_->is_shared()) state->models_.note_existing(WorkspaceKeys(id).models());
    };
    if (auto swept = sweep_workspaces(folder, known); !swept) return failed(swept.error());
    if (auto found = state->job_records_.open(); !found) return tl::unexpected(found.error());
    auto store = DataSetStore::open(folder, state->curl_, limits.data_sets,
                                    state->objects_->is_shared() ? state->objects_.get() : nullptr);
    if (!store) return failed(store.error());
    state->data_sets_ = *std::move(store);
    return state;
}

std::unique_ptr<OwnDataSets> State::own_data_sets(const WorkspaceId& id) {
    if (!objects_->is_shared()) return std::make_unique<FolderDataSets>(workspace(id).own_data_sets());
    return std::make_unique<ObjectDataSets>(*objects_, WorkspaceKeys(id).own_data_sets(), data_dir_);
}

ObjectResult<std::optional<DataSet>> State::data_set(const WorkspaceId& id) const {
    const auto digest = read_data_set_choice(objects(), WorkspaceKeys(id).data_set_choice());
    if (!digest) return tl::unexpected(digest.error());
    if (!*digest) return std::nullopt;
    return data_sets_->find(**digest);
}

ObjectResult<bool> State::remove_workspace(const WorkspaceId& id) {
    if (auto removed = job_records_.remove_index(id); !removed) return tl::unexpected(removed.error());
    // In one step; where the objects are files, these are all of them.
    const auto folder_removed = remove_folder(workspace(id).root, data_dir_);
    decoded_uploads_.forget(id);
    if (!folder_removed) return failed(folder_removed.error());
    const auto objects_removed = objects_->remove_all(WorkspaceKeys(id).root);
    if (!objects_removed) return tl::unexpected(objects_removed.error());
    if (!*folder_removed && *objects_removed == 0) return false;
    models_.forget_all(WorkspaceKeys(id).models());
    job_records_.forget(id);
    workspaces_.forget(id);
    return true;
}

StorageResult<void> State::check_writable() const {
    // The temporary file goes away again with the object that stands for it.
    auto file = AtomicFile::create(data_dir_ / "check");
    if (!file) return tl::unexpected(file.error());
    const std::byte one{1};
    return file->write(std::span(&one, 1));
}

}  // namespace eigenfaces::service
