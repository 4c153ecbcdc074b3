#include "generator/cpp/operation_names.hpp"

#include <algorithm>
#include <map>

#include "generator/cpp/names.hpp"
#include "generator/cpp/statuses.hpp"

namespace gasworks::generator {

namespace {

// A name to go on from: class_ is a keyword's, and two underscores are the compiler's.
std::string stem(std::string name) {
    if (name.ends_with('_')) name.pop_back();
    return name;
}

BodyType body_type(const RequestBody& body, const std::string& prefix, Types& types) {
    BodyType result;
    std::vector<std::string> distinct;
    for (const Content& content : body.contents) {
        std::string type = "std::string";
        if (content.form == Content::Form::multipart) {
            result.form = types.claim(prefix + "Body");
            type = result.form;
        } else if (content.form == Content::Form::json || content.form == Content::Form::value ||
                   content.form == Content::Form::urlencoded) {
            type = content.schema == nullptr ? "nlohmann::json" : types.type(*content.schema);
        }
        if (std::find(distinct.begin(), distinct.end(), type) == distinct.end()) distinct.push_back(type);
        result.types.push_back(std::move(type));
        if (content.media_type.find('*') != std::string::npos) result.tells_content_type = true;
    }
    if (body.contents.size() > 1) result.tells_content_type = true;
    if (distinct.size() == 1) {
        result.type = distinct.front();
    } else {
        for (const std::string& type : distinct)
            result.type += (result.type.empty() ? "std::variant<" : ", ") + type;
        result.type += ">";
    }
    if (!body.required) result.type = "std::optional<" + result.type + ">";
    return result;
}

// What tells the media types of one status apart: ok_json, ok_png.
std::string suffix(const std::string& media_type) {
    if (media_type == "text/plain") return "text";
    if (media_type == "application/octet-stream") return "bytes";
    if (media_type == "text/event-stream") return "events";
    if (media_type == "application/problem+json") return "problem";
    if (media_type.find('*') != std::string::npos) {
        return media_type == "*/*" ? "any" : snake_case(media_type.substr(0, media_type.find('/')));
    }
    return snake_case(media_type.substr(media_type.find('/') + 1));
}

std::vector<Factory> factories(const Operation& operation) {
    Names names({"to_response", "status"});
    std::vector<Factory> result;
    for (const Response& response : operation.responses) {
        const std::string status = status_name(response.status);
        if (response.contents.empty()) result.push_back({names.claim(status), &response, nullptr});
        for (const Content& content : response.contents) {
            const std::string name =
                response.contents.size() == 1 ? status : status + "_" + suffix(content.media_type);
            result.push_back({names.claim(name), &response, &content});
        }
    }
    return result;
}

}  // namespace

std::vector<OperationNames> operation_names(const Api& api, Types& types) {
    std::vector<OperationNames> result;
    Names functions;
    struct Group {
        std::string interface;
        std::string add_routes;
    };
    std::map<std::string, Group> groups = {{"", {"Operations", "add_routes"}}};
    Names adding({"add_routes", "add_document_routes"});
    for (const Operation& operation : api.operations) {
        OperationNames names;
        names.operation = &operation;
        auto group = groups.find(operation.tag);
        if (group == groups.end()) {
            const std::string words = snake_case(operation.tag);
            const Group added{types.claim(camel_case(words) + "Operations"),
                              adding.claim("add_" + stem(words) + "_routes")};
            group = groups.emplace(operation.tag, added).first;
        }
        names.interface = group->second.interface;
        names.add_routes = group->second.add_routes;
        names.function = functions.claim(snake_case(operation.id));
        const std::string prefix = camel_case(snake_case(operation.id));
        names.request = types.claim(prefix + "Request");
        names.response = types.claim(prefix + "Response");
        Names enumerators;
        for (const std::string& type : operation.media_types()) {
            names.enumerators.push_back(
                enumerators.claim(type == "*/*" ? "any" : snake_case(type.substr(0, type.find("/*")))));
        }
        if (!names.enumerators.empty()) names.media_type = types.claim(prefix + "MediaType");
        Names fields({"accept", "body", "content_type"});
        for (const Parameter& parameter : operation.parameters) {
            const std::string field = snake_case(parameter.name);
            // Two parameters of one name in different places are told apart by the place.
            const bool alone =
                std::count_if(operation.parameters.begin(), operation.parameters.end(),
                              [&](const Parameter& other) { return snake_case(other.name) == field; }) == 1;
            names.fields.push_back(fields.claim(alone ? field : stem(field) + "_in_" + parameter.in));
        }
        if (operation.body) names.body = body_type(*operation.body, prefix, types);
        names.factories = factories(operation);
        result.push_back(std::move(names));
    }
    return result;
}

bool is_single(const Response& response) {
    return response.status >= 100;
}

bool is_problem(const Content& content) {
    return content.media_type == "application/problem+json";
}

}  // namespace gasworks::generator
