#pragma once
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include "http/context.hpp"
#include "http/json_of.hpp"
#include "operations.hpp"
#include "operations/answering.hpp"
#include "operations/background_jobs.hpp"
#include "operations/busy_detail.hpp"

namespace eigenfaces::service {

/// Whether the value of a Prefer field (RFC 7240) asks not to be waited for.
bool prefers_async(const std::optional<std::string>& prefer);

/// All that tells a request from another one of its kind.
std::string identity_of(const api::DownloadDataPostRequest& request);
std::string identity_of(const api::TrainPostRequest& request);

/// How a job stands, running or not; nothing where there is none. Throws when the disk fails.
std::optional<api::Job> find_job(State& state, const std::string& id);

/// What the client of `result` would be answered.
template <class Response, class Result>
JobOutcome outcome_of(const Result& result, const WorkspaceId& workspace) {
    if (result) return {JobState::succeeded, gasworks::http::json_of(to_api(*result, workspace))};
    const auto answer = failure_response<Response>(result.error()).to_response("");
    const bool cancelled = result.error().kind == std::decay_t<decltype(result.error())>::Kind::cancelled;
    return {cancelled ? JobState::cancelled : JobState::failed,
            nlohmann::json::parse(gasworks::http::bytes_of(answer.body))};
}

/// Runs a step and answers what it found; or, where the client does not want to wait, starts it and answers
/// with the job.
///
///     step(workspace, stop, begun) -> tl::expected<Found, Failure>; copied, and run after this returned
///     text(found, workspace) -> std::string
template <class Response, class Request, class Step, class Text>
Response answer_or_start(State& state, BackgroundJobs& background, JobKind kind, const Request& request,
                         const gasworks::http::Context& context, const Step& step, const Text& text) {
    if (!prefers_async(request.prefer)) {
        if (request.idempotency_key) {
            using gasworks::http::Violation;
            return Response::bad_request("1 thing is wrong with this request",
                                         {{Violation::In::header, "Idempotency-Key",
                                           "goes with Prefer: respond-async, which is missing"}});
        }
        return answer<Response>(
            request, [&](const WorkspaceId& workspace) { return step(workspace, context.stop, OnBegun{}); },
            text);
    }
    const auto workspace = WorkspaceId::parse(request.id);
    if (!workspace) return bad_workspace<Response>(request.id);
    std::optional<IdempotencyKey> key;
    if (request.idempotency_key) key = IdempotencyKey{*request.idempotency_key, identity_of(request)};
    using Result = decltype(step(*workspace, context.stop, OnBegun{}));
    const auto result = std::make_shared<std::optional<Result>>();
    const auto started = background.start(
        *workspace, kind, std::move(key),
        [result, step, workspace = *workspace](const std::stop_token& stop, const OnBegun& begun) {
            result->emplace(step(workspace, stop, begun));
            return outcome_of<Response>(**result, workspace);
        });
    if (const auto* job = std::get_if<BackgroundJobs::Started>(&started)) {
        const auto found = find_job(state, job->id);
        if (!found) throw std::runtime_error("the job " + job->id + " is gone already");
        return Response::accepted(*found)
            .with_location(job_url(job->id))
            .with_preference_applied("respond-async");
    }
    if (std::holds_alternative<BackgroundJobs::NotBegun>(started))
        return failure_response<Response>((*result)->error());
    if (std::holds_alternative<BackgroundJobs::KeyReused>(started)) {
        return Response::unprocessable_content(
            "this Idempotency-Key was sent with another request in the last 24 hours; choose another one");
    }
    if (std::holds_alternative<BackgroundJobs::NoSpace>(started))
        return Response::insufficient_storage("the disk is full; nothing was begun");
    return Response::service_unavailable("as many jobs run as may at a time; try again later")
        .with_retry_after(30);
}

}  // namespace eigenfaces::service
