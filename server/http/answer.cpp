#include "http/answer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

#include "http/json_body.hpp"

namespace gasworks::http {

Answer Answer::empty(int status) {
    Response response;
    response.status = status;
    return Answer(std::move(response));
}

Answer Answer::text(int status, std::string text, std::string_view media_type) {
    return bytes(status, std::move(text), std::string(media_type) + "; charset=utf-8");
}

Answer Answer::json(int status, const nlohmann::json& json, std::string_view media_type) {
    return bytes(status, json_text(json), media_type);
}

Answer Answer::bytes(int status, ResponseBody bytes, std::string_view media_type) {
    Response response;
    response.status = status;
    response.headers.add("Content-Type", std::string(media_type));
    response.body = std::move(bytes);
    return Answer(std::move(response));
}

Answer Answer::problem(int status, std::string detail, std::vector<Violation> errors) {
    Problem problem;
    problem.status = status;
    problem.detail = std::move(detail);
    problem.errors = std::move(errors);
    return Answer(std::move(problem));
}

int Answer::status() const {
    return std::visit([](const auto& content) { return content.status; }, content_);
}

void Answer::set_header(std::string_view name, std::string value) {
    std::visit([&](auto& content) { content.headers.set(name, std::move(value)); }, content_);
}

Response Answer::to_response(std::string_view request_id) && {
    if (auto* problem = std::get_if<Problem>(&content_)) return http::to_response(*problem, request_id);
    return std::move(std::get<Response>(content_));
}

int status_within(int status, int least, int most) {
    if (status >= least && status <= most) return status;
    throw std::invalid_argument("the status " + std::to_string(status) + " is not from " +
                                std::to_string(least) + " to " + std::to_string(most) +
                                ", as the document declares it");
}

std::string header_text(std::string_view value) {
    std::string text(value);
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
    return text;
}

std::string header_text(double value) {
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    return {text.data(), end};
}

std::string header_text(bool value) {
    return value ? "true" : "false";
}

std::string header_text(const nlohmann::json& value) {
    if (value.is_string()) return header_text(std::string_view(value.get_ref<const std::string&>()));
    return json_text(value);
}

}  // namespace gasworks::http
