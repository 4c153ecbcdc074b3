// The operations on pictures of a model.
#include "model/charts/charts.hpp"
#include "operations/answering.hpp"
#include "operations/eigenfaces_operations.hpp"
#include "operations/picture_response.hpp"
#include "operations/stored_models.hpp"

namespace eigenfaces::service {

namespace {

/// The document allows no negative number where this is used.
std::size_t size(std::int32_t number) {
    return static_cast<std::size_t>(number);
}

///     draw(model file) -> charts::Chart
template <class Response, class Request, class Draw>
Response picture_of_model(State& state, const Request& request, const Draw& draw) {
    return answer_with<Response>(
        request,
        [&](const WorkspaceId& workspace) -> tl::expected<std::string, ModelFailure> {
            const auto model = find_model(state, workspace, request.version);
            if (!model) return tl::unexpected(model.error());
            charts::Chart chart = draw(*model->file);
            if (chart) return *std::move(chart);
            return tl::unexpected(ModelFailure{ModelFailure::Kind::no_such_model, chart.error().message});
        },
        [&](std::string& png, const WorkspaceId&) {
            return picture_response<Response>(request, std::move(png));
        });
}

}  // namespace

api::GetMeanFaceResponse EigenfacesOperations::get_mean_face(const api::GetMeanFaceRequest& request,
                                                             Context&) {
    return picture_of_model<api::GetMeanFaceResponse>(
        state_, request, [&](const ModelFile& model) { return charts::draw_mean_face(model); });
}

api::GetEigenfacesResponse EigenfacesOperations::get_eigenfaces(const api::GetEigenfacesRequest& request,
                                                                Context&) {
    return picture_of_model<api::GetEigenfacesResponse>(state_, request, [&](const ModelFile& model) {
        return charts::draw_eigenfaces(model, size(request.first), size(request.count));
    });
}

api::GetVarianceResponse EigenfacesOperations::get_variance(const api::GetVarianceRequest& request,
                                                            Context&) {
    return picture_of_model<api::GetVarianceResponse>(
        state_, request, [&](const ModelFile& model) { return charts::draw_variance(model); });
}

api::GetTestPredictionsResponse EigenfacesOperations::get_test_predictions(
    const api::GetTestPredictionsRequest& request, Context&) {
    return picture_of_model<api::GetTestPredictionsResponse>(state_, request, [&](const ModelFile& model) {
        return charts::draw_predictions(model, size(request.count),
                                        {request.mistakes, request.shows, request.named_as});
    });
}

api::GetConfusionMatrixResponse EigenfacesOperations::get_confusion_matrix(
    const api::GetConfusionMatrixRequest& request, Context&) {
    return picture_of_model<api::GetConfusionMatrixResponse>(
        state_, request, [&](const ModelFile& model) { return charts::draw_confusion(model); });
}

api::GetReliabilityResponse EigenfacesOperations::get_reliability(const api::GetReliabilityRequest& request,
                                                                  Context&) {
    return picture_of_model<api::GetReliabilityResponse>(
        state_, request, [&](const ModelFile& model) { return charts::draw_reliability(model); });
}

api::GetRebuiltFaceResponse EigenfacesOperations::get_rebuilt_face(const api::GetRebuiltFaceRequest& request,
                                                                   Context&) {
    return picture_of_model<api::GetRebuiltFaceResponse>(state_, request, [&](const ModelFile& model) {
        return charts::draw_rebuilt_face(model, size(request.face), size(request.count));
    });
}

}  // namespace eigenfaces::service
