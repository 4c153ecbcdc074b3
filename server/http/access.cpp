#include "http/access.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include <nlohmann/json.hpp>

#include "http/embedded_document.hpp"
#include "http/router.hpp"

namespace gasworks::http {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::array methods = {"get", "put", "post", "delete", "patch", "head", "options"};

Json standard_schemes() {
    return {{"basic", {{"type", "http"}, {"scheme", "basic"}, {"description", "A user and password."}}},
            {"bearer", {{"type", "http"}, {"scheme", "bearer"}, {"description", "An API key."}}},
            {"apiKey",
             {{"type", "apiKey"}, {"in", "header"}, {"name", "X-API-Key"}, {"description", "An API key."}}}};
}

Json standard_security() {
    return Json::parse(R"([{"basic":[]},{"bearer":[]},{"apiKey":[]}])");
}

/// strict_requirement() on the document's own terms.
Json strict_security(const Json& documented) {
    Json strict = Json::array();
    for (const Json& alternative : documented) {
        if (!alternative.empty()) strict.push_back(alternative);
    }
    return strict.empty() ? standard_security() : strict;
}

void make_strict(Json& operation, const Json& common, std::span<const std::string> open_operations) {
    const auto id = operation.find("operationId");
    const bool open = id != operation.end() && std::find(open_operations.begin(), open_operations.end(),
                                                         id->get<std::string>()) != open_operations.end();
    if (open) {
        operation["security"] = Json::array();
        return;
    }
    const auto own = operation.find("security");
    operation["security"] = strict_security(own == operation.end() ? common : *own);
    Json& responses = operation["responses"];
    if (!responses.contains("401")) responses["401"] = {{"description", "No credentials, or not good ones."}};
    if (!responses.contains("429")) {
        responses["429"] = {{"description", "Too many credentials that were not good; see Retry-After."}};
    }
}

}  // namespace

bool is_open_path(std::string_view path) {
    return path == "/livez" || path == "/readyz";
}

const SecurityRequirement& standard_requirement() {
    static const SecurityRequirement requirement = {
        {{.name = "basic", .kind = Credentials::Kind::basic}},
        {{.name = "bearer", .kind = Credentials::Kind::bearer}},
        {{.name = "apiKey", .kind = Credentials::Kind::api_key, .parameter = "X-API-Key"}}};
    return requirement;
}

SecurityRequirement strict_requirement(std::string_view path, const SecurityRequirement& documented) {
    if (is_open_path(path)) return {};
    SecurityRequirement strict;
    for (const auto& alternative : documented) {
        if (!alternative.empty()) strict.push_back(alternative);
    }
    return strict.empty() ? standard_requirement() : strict;
}

std::string strict_document(std::string_view json, std::span<const std::string> open_operations) {
    Json document = Json::parse(json);
    const Json common = document.value("security", Json::array());
    for (auto& [path, item] : document["paths"].items()) {
        for (const char* method : methods) {
            if (item.contains(method)) make_strict(item[method], common, open_operations);
        }
    }
    document["security"] = strict_security(common);
    Json& schemes = document["components"]["securitySchemes"];
    const Json standard = standard_schemes();
    for (const auto& [name, scheme] : standard.items()) {
        if (!schemes.contains(name)) schemes[name] = scheme;
    }
    return document.dump(2) + "\n";
}

void serve_strict_document(Router& router) {
    std::vector<std::string> open_operations;
    std::optional<std::string> json;
    router.for_each([&](Route& route) {
        if (is_open_path(route.path)) open_operations.push_back(route.operation_id);
        if (route.operation_id == document_operation && route.path.ends_with(".json") && !json) {
            Context context;
            json = bytes_of(route.handler(Request(), {}, context).body);
        }
    });
    if (!json) return;
    const auto content = std::make_shared<const std::string>(strict_document(*json, open_operations));
    router.for_each([&](Route& route) {
        if (route.operation_id != document_operation) return;
        const std::string_view type = route.path.ends_with(".json") ? "application/json" : "application/yaml";
        route.handler = document_handler(content, type);
    });
}

}  // namespace gasworks::http
