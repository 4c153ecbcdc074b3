#include "program/readiness.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace gasworks::program {

bool is_ready(const Readiness& checks) {
    return std::all_of(checks.begin(), checks.end(), [](const ReadinessCheck& check) { return check.ok; });
}

std::string reasons(const Readiness& checks) {
    std::string text;
    for (const ReadinessCheck& check : checks) {
        if (check.ok) continue;
        if (!text.empty()) text += "; ";
        text += check.name + ": " + check.detail;
    }
    return text;
}

Readiness load_checks(const http::Load& load) {
    const http::PoolLoad& pool = load.ordinary;
    return {{"stopping", !load.stopping, load.stopping ? "the server is stopping" : "no"},
            {"queue", !pool.is_full(),
             std::to_string(pool.waiting) + " requests wait; " + std::to_string(pool.queue_limit) + " may"}};
}

http::Response readiness_response(const Readiness& checks) {
    nlohmann::ordered_json json;
    json["status"] = is_ready(checks) ? "ready" : "not ready";
    auto& list = json["checks"] = nlohmann::ordered_json::array();
    for (const ReadinessCheck& check : checks)
        list.push_back({{"name", check.name}, {"ok", check.ok}, {"detail", check.detail}});
    http::Response response = http::ok(
        json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace), "application/json");
    if (!is_ready(checks)) response.status = 503;
    return response;
}

}  // namespace gasworks::program
