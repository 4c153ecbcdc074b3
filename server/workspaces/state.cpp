#include "workspaces/state.hpp"

#include <system_error>
#include <utility>

#include "storage/atomic_file.hpp"
#include "storage/make_folders.hpp"
#include "storage/remove_tree.hpp"
#include "storage/temporary_name.hpp"
#include "workspaces/data_set_choice.hpp"
#include "workspaces/folder_format.hpp"

namespace eigenfaces::service {

namespace {

namespace fs = std::filesystem;

/// A model takes a few megabytes; a 1 GB machine holds these easily.
constexpr std::size_t models_in_memory = 16;
/// Each takes up to --max-upload-bytes of the disk.
constexpr std::size_t archives_on_their_way = 8;
/// Of the memory for requests, two of the usual --max-body take half.
constexpr std::size_t archives_coming_in = 2;

StorageResult<void> sweep_workspaces(const fs::path& folder, Models& models) {
    std::error_code error;
    fs::directory_iterator entries(folder, error);
    if (error) return tl::unexpected(system_error("list", folder, error.value()));
    for (const auto& entry : entries) {
        const WorkspaceFolder workspace{entry.path()};
        for (const fs::path& part :
             {workspace.root, workspace.uploads(), workspace.models(), workspace.jobs()}) {
            std::error_code missing;
            if (!fs::is_directory(part, missing)) continue;
            if (auto swept = sweep_temporaries(part); !swept) return tl::unexpected(swept.error());
        }
        if (auto swept = OwnDataSets(workspace.own_data_sets()).sweep(); !swept)
            return tl::unexpected(swept.error());
        models.note_existing(workspace.models());
    }
    return {};
}

}  // namespace

State::State(fs::path data_dir, FolderLock lock, const StateLimits& limits)
    : data_dir_(std::move(data_dir)),
      lock_(std::move(lock)),
      job_records_(data_dir_ / "workspaces", limits.job_records),
      outgoing_archives_(archives_on_their_way),
      incoming_archives_(archives_coming_in),
      models_(models_in_memory, limits.models),
      workspaces_(data_dir_ / "workspaces", limits.workspaces),
      upload_quota_(limits.uploads) {}

StorageResult<std::unique_ptr<State>> State::open(const fs::path& data_dir, const StateLimits& limits) {
    std::error_code error;
    const fs::path folder = fs::absolute(data_dir, error);
    if (error) return tl::unexpected(system_error("find", data_dir, error.value()));
    // Of a newer program's folder nothing is touched.
    if (auto known = read_folder_format(folder); !known) return tl::unexpected(known.error());
    if (auto made = make_folders(folder / "workspaces"); !made) return tl::unexpected(made.error());
    auto lock = FolderLock::acquire(folder);
    if (!lock) return tl::unexpected(lock.error());
    // Once more, now that no newer program can be at it.
    const auto format = read_folder_format(folder);
    if (!format) return tl::unexpected(format.error());

    std::unique_ptr<State> state(new State(folder, *std::move(lock), limits));
    // A full disk is no reason not to serve what is there.
    if (auto writable = state->check_writable(); !writable && !is_out_of_space(writable.error()))
        return tl::unexpected(writable.error());
    if (*format != folder_format) {
        if (auto written = write_folder_format(folder); !written && !is_out_of_space(written.error()))
            return tl::unexpected(written.error());
    }
    if (auto swept = sweep_temporaries(folder); !swept) return tl::unexpected(swept.error());
    if (auto swept = sweep_workspaces(folder / "workspaces", state->models_); !swept)
        return tl::unexpected(swept.error());
    if (auto found = state->job_records_.open(); !found) return tl::unexpected(found.error());
    auto store = DataSetStore::open(folder, state->curl_, limits.data_sets);
    if (!store) return tl::unexpected(store.error());
    state->data_sets_ = *std::move(store);
    return state;
}

StorageResult<std::optional<DataSet>> State::data_set(const WorkspaceId& id) const {
    const auto digest = read_data_set_choice(workspace(id).data_set_choice());
    if (!digest) return tl::unexpected(digest.error());
    if (!*digest) return std::nullopt;
    return data_sets_->find(**digest);
}

StorageResult<bool> State::remove_workspace(const WorkspaceId& id) {
    const WorkspaceFolder folder = workspace(id);
    auto removed = remove_folder(folder.root, data_dir_);
    decoded_uploads_.forget(id);
    if (removed && *removed) {
        models_.forget_all(folder.models());
        job_records_.forget(id);
    }
    return removed;
}

StorageResult<void> State::check_writable() const {
    // The temporary file goes away again with the object that stands for it.
    auto file = AtomicFile::create(data_dir_ / "check");
    if (!file) return tl::unexpected(file.error());
    const std::byte one{1};
    return file->write(std::span(&one, 1));
}

}  // namespace eigenfaces::service
