#pragma once
#include <cstddef>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>

#include "curl/curl_library.hpp"
#include "datasets/data_set_store.hpp"
#include "jobs/job_records.hpp"
#include "jobs/running_jobs.hpp"
#include "model/picture.hpp"
#include "objects/object_store.hpp"
#include "storage/folder_lock.hpp"
#include "storage/storage_error.hpp"
#include "workspaces/data_set_access.hpp"
#include "workspaces/decoded_uploads.hpp"
#include "workspaces/models.hpp"
#include "workspaces/outgoing_archives.hpp"
#include "workspaces/own_data_sets.hpp"
#include "workspaces/picture_digests.hpp"
#include "workspaces/places.hpp"
#include "workspaces/upload_quota.hpp"
#include "workspaces/uploads.hpp"
#include "workspaces/workspace_count.hpp"
#include "workspaces/workspace_folder.hpp"
#include "workspaces/workspace_id.hpp"
#include "workspaces/workspace_keys.hpp"

namespace eigenfaces::service {

/// How much of it there may be, as the operator decided.
struct StateLimits {
    std::size_t workspaces = std::numeric_limits<std::size_t>::max();
    UploadLimits uploads;  ///< of one workspace
    DataSetLimits data_sets = {};
    std::size_t job_records = std::numeric_limits<std::size_t>::max();  ///< of one workspace
    std::size_t models = std::numeric_limits<std::size_t>::max();       ///< of one workspace: the newest stay
};

/// All that the service keeps, on disk, in a store of objects and in memory:
///
///     DATA_DIR/format.json      the version of all this
///     DATA_DIR/datasets/        data sets, shared by the workspaces (DataSetStore)
///     DATA_DIR/downloads/       archives that have not arrived yet
///     DATA_DIR/workspaces/ID/   a workspace's own data sets (WorkspaceFolder)
///     objects workspaces/ID/... all else that is a workspace's own (WorkspaceKeys); by default files at
///                               these paths below DATA_DIR
///
/// Used by any number of threads.
class State {
  public:
    /// Makes the folders where they are missing, keeps other servers out of them, and removes what a killed
    /// process left half-written.
    static ObjectResult<std::unique_ptr<State>> open(const std::filesystem::path& data_dir,
                                                     const StateLimits& limits = {});
    /// The same with the objects elsewhere.
    static ObjectResult<std::unique_ptr<State>> open(const std::filesystem::path& data_dir,
                                                     const StateLimits& limits,
                                                     std::unique_ptr<ObjectStore> objects);

    const std::filesystem::path& data_dir() const { return data_dir_; }
    WorkspaceFolder workspace(const WorkspaceId& id) const { return {data_dir_ / "workspaces" / id.text()}; }
    /// The workspace's data set. Nothing where none was chosen, or where it was removed since.
    ObjectResult<std::optional<DataSet>> data_set(const WorkspaceId& id) const;

    /// Removes all that is a workspace's own; false where there is nothing. Nothing may run in it.
    ObjectResult<bool> remove_workspace(const WorkspaceId& id);

    ObjectStore& objects() const { return *objects_; }
    Uploads uploads(const WorkspaceId& id) const { return {objects(), WorkspaceKeys(id).uploads()}; }
    std::unique_ptr<OwnDataSets> own_data_sets(const WorkspaceId& id);
    DataSetAccess& data_set_access() { return data_set_access_; }
    DecodedUploads& decoded_uploads() { return decoded_uploads_; }
    PictureDigests& picture_digests() { return picture_digests_; }
    OutgoingArchives& outgoing_archives() { return outgoing_archives_; }
    /// Of the archives that are being added to data sets: each keeps its request in memory until the faces in
    /// it were looked for.
    Places& incoming_archives() { return incoming_archives_; }
    RunningJobs& jobs() { return *jobs_; }
    JobRecords& job_records() { return job_records_; }
    Models& models() { return models_; }
    DataSetStore& data_sets() { return *data_sets_; }
    WorkspaceCount& workspaces() { return workspaces_; }
    const WorkspaceCount& workspaces() const { return workspaces_; }
    UploadQuota& upload_quota() { return upload_quota_; }

    /// An error where nothing can be written at the moment.
    StorageResult<void> check_writable() const;

  private:
    State(std::filesystem::path data_dir, FolderLock lock, const StateLimits& limits,
          std::unique_ptr<ObjectStore> objects);

    std::filesystem::path data_dir_;
    FolderLock lock_;
    std::unique_ptr<ObjectStore> objects_;
    JobRecords job_records_;
    CurlLibrary curl_;
    std::unique_ptr<DataSetStore> data_sets_;
    DataSetAccess data_set_access_;
    DecodedUploads decoded_uploads_;
    PictureDigests picture_digests_;
    OutgoingArchives outgoing_archives_;
    Places incoming_archives_;
    std::unique_ptr<RunningJobs> jobs_;
    Models models_;
    WorkspaceCount workspaces_;
    UploadQuota upload_quota_;
};

}  // namespace eigenfaces::service
