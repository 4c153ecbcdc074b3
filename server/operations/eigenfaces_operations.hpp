#pragma once
#include <functional>

#include "operations.hpp"
#include "operations/download_data.hpp"
#include "operations/limits.hpp"
#include "operations/state_health.hpp"
#include "operations/trainings.hpp"
#include "program/observation.hpp"
#include "workspaces/state.hpp"

namespace eigenfaces::service {

/// The functions behind the operations of openapi.yaml: each takes the typed request apart, calls the step
/// that does the work, and puts its result into the answer that the client asked for.
class EigenfacesOperations final : public api::Operations {
  public:
    using Context = gasworks::http::Context;

    /// `state` and `observation` outlive this object, whose metrics it adds to the latter. `load`: what the
    /// server that calls the operations has to do.
    EigenfacesOperations(State& state, DataSources sources, const Limits& limits,
                         gasworks::program::Observation& observation,
                         std::function<gasworks::http::Load()> load);

    api::DownloadDataResponse download_data(const api::DownloadDataRequest& request,
                                            Context& context) override;
    api::DownloadDataPostResponse download_data_post(const api::DownloadDataPostRequest& request,
                                                     Context& context) override;
    api::EigenfacesDownloadDataHttpResponse eigenfaces_download_data_http(
        const api::EigenfacesDownloadDataHttpRequest& request, Context& context) override;

    api::TrainResponse train(const api::TrainRequest& request, Context& context) override;
    api::TrainPostResponse train_post(const api::TrainPostRequest& request, Context& context) override;
    api::EigenfacesTrainHttpResponse eigenfaces_train_http(const api::EigenfacesTrainHttpRequest& request,
                                                           Context& context) override;

    api::UploadResponse upload(const api::UploadRequest& request, Context& context) override;
    api::EigenfacesUploadHttpResponse eigenfaces_upload_http(const api::EigenfacesUploadHttpRequest& request,
                                                             Context& context) override;

    api::ListUploadsResponse list_uploads(const api::ListUploadsRequest& request, Context& context) override;
    api::GetUploadResponse get_upload(const api::GetUploadRequest& request, Context& context) override;
    api::DeleteUploadResponse delete_upload(const api::DeleteUploadRequest& request,
                                            Context& context) override;
    api::DeleteUploadsResponse delete_uploads(const api::DeleteUploadsRequest& request,
                                              Context& context) override;
    api::GetWorkspaceResponse get_workspace(const api::GetWorkspaceRequest& request,
                                            Context& context) override;
    api::GetSampleFacesResponse get_sample_faces(const api::GetSampleFacesRequest& request,
                                                 Context& context) override;
    api::DeleteWorkspaceResponse delete_workspace(const api::DeleteWorkspaceRequest& request,
                                                  Context& context) override;

    api::PredictResponse predict(const api::PredictRequest& request, Context& context) override;
    api::PredictPostResponse predict_post(const api::PredictPostRequest& request, Context& context) override;
    api::EigenfacesPredictHttpResponse eigenfaces_predict_http(
        const api::EigenfacesPredictHttpRequest& request, Context& context) override;

    api::ListDataSetsResponse list_data_sets(const api::ListDataSetsRequest& request,
                                             Context& context) override;
    api::CreateDataSetResponse create_data_set(const api::CreateDataSetRequest& request,
                                               Context& context) override;
    api::GetDataSetResponse get_data_set(const api::GetDataSetRequest& request, Context& context) override;
    api::DeleteDataSetResponse delete_data_set(const api::DeleteDataSetRequest& request,
                                               Context& context) override;
    api::GetPersonResponse get_person(const api::GetPersonRequest& request, Context& context) override;
    api::RenamePersonResponse rename_person(const api::RenamePersonRequest& request,
                                            Context& context) override;
    api::DeletePersonResponse delete_person(const api::DeletePersonRequest& request,
                                            Context& context) override;
    api::EnrolResponse enrol(const api::EnrolRequest& request, Context& context) override;
    api::ImportDataSetResponse import_data_set(const api::ImportDataSetRequest& request,
                                               Context& context) override;
    api::ExportDataSetResponse export_data_set(const api::ExportDataSetRequest& request,
                                               Context& context) override;
    api::GetPictureResponse get_picture(const api::GetPictureRequest& request, Context& context) override;
    api::DeletePictureResponse delete_picture(const api::DeletePictureRequest& request,
                                              Context& context) override;

    api::ListModelsResponse list_models(const api::ListModelsRequest& request, Context& context) override;
    api::ImportModelResponse import_model(const api::ImportModelRequest& request, Context& context) override;
    api::ChooseModelResponse choose_model(const api::ChooseModelRequest& request, Context& context) override;
    api::GetModelResponse get_model(const api::GetModelRequest& request, Context& context) override;
    api::DeleteModelResponse delete_model(const api::DeleteModelRequest& request, Context& context) override;
    api::GetMeanFaceResponse get_mean_face(const api::GetMeanFaceRequest& request, Context& context) override;
    api::GetEigenfacesResponse get_eigenfaces(const api::GetEigenfacesRequest& request,
                                              Context& context) override;
    api::GetVarianceResponse get_variance(const api::GetVarianceRequest& request, Context& context) override;
    api::GetTestPredictionsResponse get_test_predictions(const api::GetTestPredictionsRequest& request,
                                                         Context& context) override;
    api::GetConfusionMatrixResponse get_confusion_matrix(const api::GetConfusionMatrixRequest& request,
                                                         Context& context) override;
    api::GetReliabilityResponse get_reliability(const api::GetReliabilityRequest& request,
                                                Context& context) override;
    api::GetRebuiltFaceResponse get_rebuilt_face(const api::GetRebuiltFaceRequest& request,
                                                 Context& context) override;
    api::GetOnnxModelResponse get_onnx_model(const api::GetOnnxModelRequest& request,
                                             Context& context) override;
    api::GetModelFileResponse get_model_file(const api::GetModelFileRequest& request,
                                             Context& context) override;

    api::ListJobsResponse list_jobs(const api::ListJobsRequest& request, Context& context) override;
    api::GetJobResponse get_job(const api::GetJobRequest& request, Context& context) override;
    api::WatchJobResponse watch_job(const api::WatchJobRequest& request, Context& context) override;
    api::CancelJobResponse cancel_job(const api::CancelJobRequest& request, Context& context) override;

    api::LivezResponse livez(const api::LivezRequest& request, Context& context) override;
    api::ReadyzResponse readyz(const api::ReadyzRequest& request, Context& context) override;
    api::MetricsResponse metrics(const api::MetricsRequest& request, Context& context) override;

  private:
    State& state_;
    DataSources sources_;
    Limits limits_;
    const gasworks::program::Observation& observation_;
    std::function<gasworks::http::Load()> load_;
    StateHealth health_;
    Trainings trainings_;
    BackgroundJobs background_;  ///< last, so that what runs ends before what it uses
};

}  // namespace eigenfaces::service
