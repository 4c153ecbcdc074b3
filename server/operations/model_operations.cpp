// The operations on stored models.
#include "digest/sha256.hpp"
#include "http/entity_tag.hpp"
#include "model/onnx/onnx.hpp"
#include "operations/answering.hpp"
#include "operations/eigenfaces_operations.hpp"
#include "operations/stored_models.hpp"

namespace eigenfaces::service {

api::ListModelsResponse EigenfacesOperations::list_models(const api::ListModelsRequest& request, Context&) {
    const auto workspace = WorkspaceId::parse(request.id);
    if (!workspace) return bad_workspace<api::ListModelsResponse>(request.id);
    api::ModelList list;
    list.workspace = workspace->text();
    for (const StoredModel& model : service::list_models(state_, *workspace))
        list.models.push_back(overview(model));
    return api::ListModelsResponse::ok(list);
}

api::GetModelResponse EigenfacesOperations::get_model(const api::GetModelRequest& request, Context&) {
    return answer_with<api::GetModelResponse>(
        request, [&](const WorkspaceId& workspace) { return find_model(state_, workspace, request.version); },
        [](const StoredModel& model, const WorkspaceId& workspace) {
            return api::GetModelResponse::ok(to_api(model, workspace));
        });
}

api::GetModelFileResponse EigenfacesOperations::get_model_file(const api::GetModelFileRequest& request,
                                                               Context&) {
    return answer_with<api::GetModelFileResponse>(
        request, [&](const WorkspaceId& workspace) { return read_model(state_, workspace, request.version); },
        [&](ModelBytes& model, const WorkspaceId& workspace) {
            const std::string tag = '"' + sha256_of(model.bytes).hex() + '"';
            if (request.if_none_match && gasworks::http::list_names_tag(*request.if_none_match, tag))
                return api::GetModelFileResponse::not_modified().with_e_tag(tag);
            return api::GetModelFileResponse::ok(std::move(model.bytes))
                .with_e_tag(tag)
                .with_content_disposition("attachment; filename=\"" + workspace.text() + '-' +
                                          std::to_string(model.version) + ".eigenfaces\"");
        });
}

api::GetOnnxModelResponse EigenfacesOperations::get_onnx_model(const api::GetOnnxModelRequest& request,
                                                               Context&) {
    return answer_with<api::GetOnnxModelResponse>(
        request, [&](const WorkspaceId& workspace) { return find_model(state_, workspace, request.version); },
        [&](const StoredModel& model, const WorkspaceId& workspace) {
            std::string bytes = write_onnx(*model.file);
            const std::string tag = '"' + sha256_of(bytes).hex() + '"';
            if (request.if_none_match && gasworks::http::list_names_tag(*request.if_none_match, tag))
                return api::GetOnnxModelResponse::not_modified().with_e_tag(tag);
            return api::GetOnnxModelResponse::ok(std::move(bytes))
                .with_e_tag(tag)
                .with_content_disposition("attachment; filename=\"" + workspace.text() + '-' +
                                          std::to_string(model.stored.version) + ".onnx\"");
        });
}

api::ChooseModelResponse EigenfacesOperations::choose_model(const api::ChooseModelRequest& request,
                                                            Context&) {
    return answer_with<api::ChooseModelResponse>(
        request,
        [&](const WorkspaceId& workspace) {
            return service::choose_model(state_, workspace, static_cast<std::uint64_t>(request.body.version));
        },
        [](const StoredModel& model, const WorkspaceId&) {
            return api::ChooseModelResponse::ok(overview(model));
        });
}

api::DeleteModelResponse EigenfacesOperations::delete_model(const api::DeleteModelRequest& request,
                                                            Context&) {
    const auto workspace = WorkspaceId::parse(request.id);
    if (!workspace) return bad_workspace<api::DeleteModelResponse>(request.id);
    const auto deleted = service::delete_model(state_, *workspace, request.version);
    if (!deleted) return failure_response<api::DeleteModelResponse>(deleted.error());
    return api::DeleteModelResponse::no_content();
}

api::ImportModelResponse EigenfacesOperations::import_model(const api::ImportModelRequest& request,
                                                            Context&) {
    return answer_with<api::ImportModelResponse>(
        request,
        [&](const WorkspaceId& workspace) {
            return service::import_model(state_, limits_, workspace, std::as_bytes(std::span(request.body)));
        },
        [](const StoredModel& model, const WorkspaceId& workspace) {
            return api::ImportModelResponse::created(overview(model))
                .with_location("/cloudmesh/models/" + std::to_string(model.stored.version) +
                               "?id=" + workspace.text());
        });
}

}  // namespace eigenfaces::service
