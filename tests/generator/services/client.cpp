#include "client.hpp"

namespace http = gasworks::http;

http::Response send(const http::Router& router, const std::string& method, const std::string& target,
                    const Fields& fields, std::string body) {
    http::Request request;
    request.method = method;
    const auto question = target.find('?');
    request.path = target.substr(0, question);
    if (question != std::string::npos) request.query = target.substr(question + 1);
    for (const auto& [name, value] : fields)
        request.headers.add(name, value);
    request.body = std::move(body);
    request.id = "request-1";
    const auto found = router.find(method, request.path);
    if (const auto* match = std::get_if<http::Router::Found>(&found)) {
        http::Context context;
        return match->route->handler(request, match->parameters, context);
    }
    http::Response response;
    response.status = std::holds_alternative<http::Router::MethodNotAllowed>(found) ? 405 : 404;
    return response;
}

std::string text_of(const http::Response& response) {
    return std::string(http::bytes_of(response.body));
}

nlohmann::json json_of(const http::Response& response) {
    return nlohmann::json::parse(text_of(response));
}

std::string header(const http::Response& response, std::string_view name) {
    return std::string(response.headers.get(name).value_or(""));
}

std::vector<std::string> violations(const http::Response& response) {
    std::vector<std::string> lines;
    const nlohmann::json problem = json_of(response);
    for (const auto& error : problem.value("errors", nlohmann::json::array())) {
        const std::string name = error.value("pointer", error.value("parameter", ""));
        lines.push_back(error["in"].get<std::string>() + " " + name + ": " +
                        error["detail"].get<std::string>());
    }
    return lines;
}

std::string form(const std::vector<std::pair<std::string, std::string>>& heads_and_contents) {
    std::string body;
    for (const auto& [head, content] : heads_and_contents) {
        body += "--edge\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + content + "\r\n";
    }
    return body + "--edge--\r\n";
}
