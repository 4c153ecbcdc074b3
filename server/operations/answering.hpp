#pragma once
#include <string>

#include "http/problem.hpp"
#include "operations/answers.hpp"
#include "operations/failure_responses.hpp"
#include "workspaces/workspace_id.hpp"

namespace eigenfaces::service {

/// The answer to a request whose `id` is "." or "..": the document's pattern can't say that.
template <class Response>
Response bad_workspace(const std::string& id) {
    using gasworks::http::Violation;
    return Response::bad_request("1 thing is wrong with this request",
                                 {{Violation::In::query, "id", "must not be '" + id + "'"}});
}

/// Runs a step for the request's workspace and puts what it found, or its failure, into the answer.
///
///     step(workspace) -> tl::expected<Found, Failure>
///     found(found, workspace) -> Response
template <class Response, class Request, class Step, class Found>
Response answer_with(const Request& request, const Step& step, const Found& found) {
    const auto workspace = WorkspaceId::parse(request.id);
    if (!workspace) return bad_workspace<Response>(request.id);
    auto result = step(*workspace);
    if (!result) return failure_response<Response>(result.error());
    return found(*result, *workspace);
}

/// The same for answers that are text, or JSON where the client asks for it.
///
///     text(found, workspace) -> std::string
template <class Response, class Request, class Step, class Text>
Response answer(const Request& request, const Step& step, const Text& text) {
    return answer_with<Response>(request, step, [&](const auto& found, const WorkspaceId& workspace) {
        if (request.accept == decltype(request.accept)::application_json)
            return Response::ok_json(to_api(found, workspace));
        return Response::ok_text(text(found, workspace));
    });
}

}  // namespace eigenfaces::service
