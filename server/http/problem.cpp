#include "http/problem.hpp"

#include <nlohmann/json.hpp>

namespace gasworks::http {

namespace {

std::string_view name_of(Violation::In in) {
    switch (in) {
        case Violation::In::query:
            return "query";
        case Violation::In::path:
            return "path";
        case Violation::In::header:
            return "header";
        case Violation::In::cookie:
            return "cookie";
        case Violation::In::body:
            return "body";
    }
    return "body";
}

nlohmann::ordered_json to_json(const Violation& violation) {
    nlohmann::ordered_json json;
    json["in"] = name_of(violation.in);
    json[violation.in == Violation::In::body ? "pointer" : "parameter"] = violation.name;
    json["detail"] = violation.detail;
    return json;
}

}  // namespace

Response to_response(const Problem& problem, std::string_view request_id) {
    nlohmann::ordered_json json;
    json["type"] = "about:blank";
    json["title"] = problem.title.empty() ? std::string(reason_phrase(problem.status)) : problem.title;
    json["status"] = problem.status;
    json["detail"] = problem.detail;
    json["instance"] = request_id;
    if (!problem.errors.empty()) {
        auto& errors = json["errors"] = nlohmann::ordered_json::array();
        for (const Violation& violation : problem.errors)
            errors.push_back(to_json(violation));
    }
    Response response;
    response.status = problem.status;
    response.headers = problem.headers;
    response.headers.set("Content-Type", "application/problem+json");
    // What a client sent may be quoted in `detail`, and need not be UTF-8.
    response.body = json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    return response;
}

}  // namespace gasworks::http
