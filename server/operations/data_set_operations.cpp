// The operations on data sets of one's own.
#include <algorithm>

#include "operations/answering.hpp"
#include "operations/archive_enrolment.hpp"
#include "operations/eigenfaces_operations.hpp"
#include "operations/enrolment.hpp"
#include "operations/own_data_sets.hpp"
#include "operations/picture_media_type.hpp"

namespace eigenfaces::service {

namespace {

std::string url_of(const DataSetName& name, const WorkspaceId& workspace) {
    return "/cloudmesh/datasets/" + name.text() + "?id=" + workspace.text();
}

}  // namespace

api::ListDataSetsResponse EigenfacesOperations::list_data_sets(const api::ListDataSetsRequest& request,
                                                               Context&) {
    const auto workspace = WorkspaceId::parse(request.id);
    if (!workspace) return bad_workspace<api::ListDataSetsResponse>(request.id);
    api::OwnDataSetList list;
    list.workspace = workspace->text();
    for (const auto& data_set : service::list_data_sets(state_, *workspace))
        list.data_sets.push_back(to_api(data_set));
    return api::ListDataSetsResponse::ok(list);
}

api::CreateDataSetResponse EigenfacesOperations::create_data_set(const api::CreateDataSetRequest& request,
                                                                 Context&) {
    return answer_with<api::CreateDataSetResponse>(
        request,
        [&](const WorkspaceId& workspace) {
            return service::create_data_set(state_, limits_, workspace, request.body.name);
        },
        [](const OwnDataSets::Description& data_set, const WorkspaceId& workspace) {
            return api::CreateDataSetResponse::created(to_api(data_set))
                .with_location(url_of(data_set.name, workspace));
        });
}

api::GetDataSetResponse EigenfacesOperations::get_data_set(const api::GetDataSetRequest& request, Context&) {
    return answer_with<api::GetDataSetResponse>(
        request,
        [&](const WorkspaceId& workspace) { return describe_data_set(state_, workspace, request.name); },
        [&](const OwnDataSets::Description& data_set, const WorkspaceId& workspace) {
            api::OwnDataSet answer = to_api(data_set);
            answer.digest = digest_of_data_set(state_, workspace, data_set);
            return api::GetDataSetResponse::ok(answer);
        });
}

api::DeleteDataSetResponse EigenfacesOperations::delete_data_set(const api::DeleteDataSetRequest& request,
                                                                 Context&) {
    const auto workspace = WorkspaceId::parse(request.id);
    if (!workspace) return bad_workspace<api::DeleteDataSetResponse>(request.id);
    const auto deleted = service::delete_data_set(state_, *workspace, request.name);
    if (!deleted) return failure_response<api::DeleteDataSetResponse>(deleted.error());
    return api::DeleteDataSetResponse::no_content();
}

api::GetPersonResponse EigenfacesOperations::get_person(const api::GetPersonRequest& request, Context&) {
    return answer_with<api::GetPersonResponse>(
        request,
        [&](const WorkspaceId& workspace) {
            return describe_person(state_, workspace, request.name, request.person);
        },
        [](const PersonPictures& person, const WorkspaceId&) {
            return api::GetPersonResponse::ok(to_api(person));
        });
}

api::RenamePersonResponse EigenfacesOperations::rename_person(const api::RenamePersonRequest& request,
                                                              Context&) {
    return answer_with<api::RenamePersonResponse>(
        request,
        [&](const WorkspaceId& workspace) {
            return service::rename_person(state_, workspace, request.name, request.person, request.body.name);
        },
        [](const PersonPictures& person, const WorkspaceId&) {
            return api::RenamePersonResponse::ok(to_api(person));
        });
}

api::DeletePersonResponse EigenfacesOperations::delete_person(const api::DeletePersonRequest& request,
                                                              Context&) {
    const auto workspace = WorkspaceId::parse(request.id);
    if (!workspace) return bad_workspace<api::DeletePersonResponse>(request.id);
    const auto deleted = service::delete_person(state_, *workspace, request.name, request.person);
    if (!deleted) return failure_response<api::DeletePersonResponse>(deleted.error());
    return api::DeletePersonResponse::no_content();
}

api::EnrolResponse EigenfacesOperations::enrol(const api::EnrolRequest& request, Context& context) {
    std::vector<GivenPicture> pictures;
    for (const auto& part : request.body.pictures)
        pictures.push_back({part.filename, std::as_bytes(std::span(part.bytes))});
    return answer_with<api::EnrolResponse>(
        request,
        [&](const WorkspaceId& workspace) {
            return service::enrol(state_, limits_, workspace,
                                  {request.name, request.person, request.require_face}, pictures,
                                  context.stop);
        },
        [&](const std::vector<Enrolled>& files, const WorkspaceId&) {
            api::Enrolment answer;
            answer.person = PersonName::from_client(request.person)->text();
            for (const Enrolled& file : files) {
                answer.files.push_back(to_api(file));
                if (file.stored) ++answer.stored;
            }
            return api::EnrolResponse::ok(answer);
        });
}

api::ImportDataSetResponse EigenfacesOperations::import_data_set(const api::ImportDataSetRequest& request,
                                                                 Context& context) {
    return answer_with<api::ImportDataSetResponse>(
        request,
        [&](const WorkspaceId& workspace) {
            return enrol_archive(state_, limits_, workspace, request.name, request.require_face,
                                 std::as_bytes(std::span(request.body)), context.stop);
        },
        [](const std::vector<EnrolledFromArchive>& files, const WorkspaceId&) {
            api::ArchiveEnrolment answer;
            for (const EnrolledFromArchive& file : files) {
                answer.files.push_back(to_api(file));
                if (file.picture.stored) ++answer.stored;
            }
            return api::ImportDataSetResponse::ok(answer);
        });
}

api::ExportDataSetResponse EigenfacesOperations::export_data_set(const api::ExportDataSetRequest& request,
                                                                 Context& context) {
    return answer_with<api::ExportDataSetResponse>(
        request,
        [&](const WorkspaceId& workspace) {
            return service::export_data_set(state_, limits_, workspace, request.name, context.stop);
        },
        [&](const Archive& archive, const WorkspaceId&) {
            return api::ExportDataSetResponse::ok(gasworks::http::KeptBytes{archive.keeper, archive.bytes})
                .with_content_disposition("attachment; filename=\"" + request.name + ".tar.gz\"");
        });
}

api::GetPictureResponse EigenfacesOperations::get_picture(const api::GetPictureRequest& request, Context&) {
    return answer_with<api::GetPictureResponse>(
        request,
        [&](const WorkspaceId& workspace) {
            return read_picture(state_, workspace, request.name, request.person, request.picture);
        },
        [](std::string& contents, const WorkspaceId&) {
            const std::string media_type = picture_media_type(contents);
            return api::GetPictureResponse::ok(media_type, std::move(contents));
        });
}

api::DeletePictureResponse EigenfacesOperations::delete_picture(const api::DeletePictureRequest& request,
                                                                Context&) {
    const auto workspace = WorkspaceId::parse(request.id);
    if (!workspace) return bad_workspace<api::DeletePictureResponse>(request.id);
    const auto deleted =
        service::delete_picture(state_, *workspace, request.name, request.person, request.picture);
    if (!deleted) return failure_response<api::DeletePictureResponse>(deleted.error());
    return api::DeletePictureResponse::no_content();
}

}  // namespace eigenfaces::service
