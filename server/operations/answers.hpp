#pragma once
#include <string>
#include <vector>

#include "jobs/job.hpp"
#include "operations/archive_enrolment.hpp"
#include "operations/download_data.hpp"
#include "operations/own_data_sets.hpp"
#include "operations/predict.hpp"
#include "operations/stored_models.hpp"
#include "operations/stored_workspace.hpp"
#include "operations/train.hpp"
#include "operations/upload.hpp"
#include "program/readiness.hpp"
#include "types.hpp"
#include "workspaces/uploads.hpp"
#include "workspaces/workspace_id.hpp"

namespace eigenfaces::service {

// What the steps found, in the document's own types and in the text that existing clients read.

api::DataSet to_api(const DownloadedData& data, const WorkspaceId& workspace);
api::TrainingReport to_api(const Trained& trained, const WorkspaceId& workspace);
api::OwnDataSet to_api(const OwnDataSets::Description& data_set);
api::PersonPictures to_api(const PersonPictures& person);
api::EnrolledFile to_api(const Enrolled& file);
api::EnrolledArchiveFile to_api(const EnrolledFromArchive& file);
api::ModelOverview overview(const StoredModel& model);
/// Of a model that can be used.
api::Model to_api(const StoredModel& model, const WorkspaceId& workspace);
api::Job to_api(const JobStatus& job);
api::Job to_api(const JobRecord& job);
api::Upload to_api(const UploadedPicture& picture, const WorkspaceId& workspace);
api::UploadList to_api(const std::vector<Uploads::Stored>& uploads, const WorkspaceId& workspace);
api::WorkspaceOverview to_api(const StoredWorkspace& stored, const WorkspaceId& workspace);
api::Readiness to_api(const gasworks::program::Readiness& checks);
api::Predictions to_api(const Predicted& predicted, const WorkspaceId& workspace);

/// "['Name A' 'Name B']"
std::string to_text(const Predicted& predicted);

}  // namespace eigenfaces::service
