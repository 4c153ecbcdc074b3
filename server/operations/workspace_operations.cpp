// The operations on what a workspace stores: uploads, and all of it.
#include <variant>

#include "operations/answering.hpp"
#include "operations/eigenfaces_operations.hpp"
#include "operations/picture_media_type.hpp"
#include "operations/picture_response.hpp"
#include "operations/sample_faces.hpp"
#include "operations/stored_pictures.hpp"
#include "operations/stored_workspace.hpp"

namespace eigenfaces::service {

api::ListUploadsResponse EigenfacesOperations::list_uploads(const api::ListUploadsRequest& request,
                                                            Context&) {
    const auto workspace = WorkspaceId::parse(request.id);
    if (!workspace) return bad_workspace<api::ListUploadsResponse>(request.id);
    return api::ListUploadsResponse::ok(to_api(service::list_uploads(state_, *workspace), *workspace));
}

api::GetUploadResponse EigenfacesOperations::get_upload(const api::GetUploadRequest& request, Context&) {
    const auto workspace = WorkspaceId::parse(request.id);
    if (!workspace) return bad_workspace<api::GetUploadResponse>(request.id);
    auto contents = read_upload(state_, *workspace, request.picture);
    if (!contents) return api::GetUploadResponse::not_found(contents.error().detail);
    const std::string media_type = picture_media_type(*contents);
    return api::GetUploadResponse::ok(media_type, *std::move(contents));
}

api::DeleteUploadResponse EigenfacesOperations::delete_upload(const api::DeleteUploadRequest& request,
                                                              Context&) {
    const auto workspace = WorkspaceId::parse(request.id);
    if (!workspace) return bad_workspace<api::DeleteUploadResponse>(request.id);
    const auto deleted = service::delete_upload(state_, *workspace, request.picture);
    if (!deleted) return api::DeleteUploadResponse::not_found(deleted.error().detail);
    return api::DeleteUploadResponse::no_content();
}

api::DeleteUploadsResponse EigenfacesOperations::delete_uploads(const api::DeleteUploadsRequest& request,
                                                                Context&) {
    const auto workspace = WorkspaceId::parse(request.id);
    if (!workspace) return bad_workspace<api::DeleteUploadsResponse>(request.id);
    service::delete_uploads(state_, *workspace);
    return api::DeleteUploadsResponse::no_content();
}

api::GetWorkspaceResponse EigenfacesOperations::get_workspace(const api::GetWorkspaceRequest& request,
                                                              Context&) {
    const auto workspace = WorkspaceId::parse(request.id);
    if (!workspace) return bad_workspace<api::GetWorkspaceResponse>(request.id);
    return api::GetWorkspaceResponse::ok(to_api(describe_workspace(state_, *workspace), *workspace));
}

api::GetSampleFacesResponse EigenfacesOperations::get_sample_faces(const api::GetSampleFacesRequest& request,
                                                                   Context& context) {
    using Response = api::GetSampleFacesResponse;
    return answer_with<Response>(
        request,
        [&](const WorkspaceId& workspace) {
            return draw_sample_faces(state_, workspace, static_cast<std::size_t>(request.count),
                                     limits_.picture, context.stop);
        },
        [&](std::string& png, const WorkspaceId&) {
            return picture_response<Response>(request, std::move(png));
        });
}

api::DeleteWorkspaceResponse EigenfacesOperations::delete_workspace(
    const api::DeleteWorkspaceRequest& request, Context&) {
    using Response = api::DeleteWorkspaceResponse;
    const auto workspace = WorkspaceId::parse(request.id);
    if (!workspace) return bad_workspace<Response>(request.id);
    const auto deleted = service::delete_workspace(state_, *workspace);
    if (deleted) return Response::no_content();
    if (const auto* missing = std::get_if<NoSuchWorkspace>(&deleted.error()))
        return Response::not_found(missing->detail);
    return busy_response<Response>(std::get<WorkspaceInUse>(deleted.error()));
}

}  // namespace eigenfaces::service
