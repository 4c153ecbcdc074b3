// The operations on jobs.
#include "operations/asynchronous.hpp"
#include "operations/eigenfaces_operations.hpp"

namespace eigenfaces::service {

namespace {

constexpr std::size_t largest_event = gasworks::http::EventStream::most_waiting / 2;

std::string no_such_job(const std::string& id) {
    return "no job " + id + " is running, and there is no record of one";
}

/// A record that tells of a job which runs nowhere any more as running, as it has to be: interrupted.
JobRecord settled(State& state, const JobRecord& record) {
    if (record.state != JobState::running || !state.objects().is_shared()) return record;
    // It may have begun since it was looked for.
    if (const auto running = state.jobs().find(record.id)) return record;
    value_or_throw(state.job_records().interrupt(record.workspace, record.id));
    return value_or_throw(state.job_records().find(record.id)).value_or(record);
}

std::string text_of(const api::Job& job) {
    return gasworks::http::json_of(job).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

bool prefers_async(const std::optional<std::string>& prefer) {
    constexpr std::string_view wanted = "respond-async";
    std::string_view rest = prefer ? std::string_view(*prefer) : std::string_view();
    while (!rest.empty()) {
        const auto comma = rest.find(',');
        std::string_view item = rest.substr(0, comma);
        rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
        item = item.substr(0, item.find(';'));
        const auto begin = item.find_first_not_of(" \t");
        if (begin == std::string_view::npos) continue;
        if (item.substr(begin, item.find_last_not_of(" \t") - begin + 1) == wanted) return true;
    }
    return false;
}

std::string identity_of(const api::DownloadDataPostRequest& request) {
    return nlohmann::json{{"operation", "download_data"},
                          {"url", request.url.value_or("")},
                          {"sha256", request.sha256.value_or("")}}
        .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string identity_of(const api::TrainPostRequest& request) {
    nlohmann::json all = {{"operation", "train"},
                          {"data_set", request.data_set.value_or("")},
                          {"min_faces_per_person", request.min_faces_per_person.value_or(0)},
                          {"test_size", request.test_size},
                          {"random_state", request.random_state},
                          {"cv", request.cv}};
    if (request.n_components) all["n_components"] = *request.n_components;
    if (request.c) all["C"] = *request.c;
    if (request.gamma) all["gamma"] = *request.gamma;
    return all.dump();
}

std::optional<api::Job> find_job(State& state, const std::string& id) {
    if (const auto running = state.jobs().find(id)) return to_api(*running);
    // A server has recorded a job's end by the time that the job no longer runs, or has died.
    const auto record = value_or_throw(state.job_records().find(id));
    if (!record) return std::nullopt;
    return to_api(settled(state, *record));
}

api::ListJobsResponse EigenfacesOperations::list_jobs(const api::ListJobsRequest& request, Context&) {
    const auto workspace = WorkspaceId::parse(request.id);
    if (!workspace) return bad_workspace<api::ListJobsResponse>(request.id);
    api::JobList list;
    const auto running = state_.jobs().in(*workspace);
    if (running) list.jobs.push_back(to_api(*running));
    for (const JobRecord& record : value_or_throw(state_.job_records().list(*workspace))) {
        if (!running || record.id != running->id) list.jobs.push_back(to_api(settled(state_, record)));
    }
    return api::ListJobsResponse::ok(list);
}

api::GetJobResponse EigenfacesOperations::get_job(const api::GetJobRequest& request, Context&) {
    const auto job = find_job(state_, request.job);
    if (!job) return api::GetJobResponse::not_found(no_such_job(request.job));
    return api::GetJobResponse::ok(*job);
}

api::WatchJobResponse EigenfacesOperations::watch_job(const api::WatchJobRequest& request, Context&) {
    const auto stream = std::make_shared<gasworks::http::EventStream>();
    const auto tell_end = [this, stream, id = request.job] {
        // One that somebody waited for has no record, and says no more than that it has ended.
        auto job = find_job(state_, id);
        // A training of hundreds of people reports more than a stream holds; it is at the job's own URL.
        if (job && text_of(*job).size() > largest_event) job->result.reset();
        stream->send({"end", job ? text_of(*job) : R"({"id":")" + id + R"("})", ""});
        stream->end();
    };
    const RunningJobs::Watcher watcher{[stream](const JobStatus& job) {
                                           return stream->send({"progress", text_of(to_api(job)), ""});
                                       },
                                       tell_end};
    if (state_.jobs().watch(request.job, watcher)) return api::WatchJobResponse::ok(stream);
    if (!find_job(state_, request.job)) return api::WatchJobResponse::not_found(no_such_job(request.job));
    tell_end();
    return api::WatchJobResponse::ok(stream);
}

api::CancelJobResponse EigenfacesOperations::cancel_job(const api::CancelJobRequest& request, Context&) {
    if (const auto job = state_.jobs().cancel(request.job))
        return api::CancelJobResponse::accepted(to_api(*job));
    if (value_or_throw(state_.job_records().remove(request.job))) return api::CancelJobResponse::no_content();
    return api::CancelJobResponse::not_found(no_such_job(request.job));
}

}  // namespace eigenfaces::service
