#pragma once
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "http/problem.hpp"
#include "http/response.hpp"

namespace gasworks::http {

/// What an operation answers: a response, or a problem that becomes one once the request's id is known. The
/// generated response types hold one, so that it always has a status and a media type that the document
/// declares.
class Answer {
  public:
    static Answer empty(int status);
    static Answer text(int status, std::string text, std::string_view media_type);
    static Answer json(int status, const nlohmann::json& json, std::string_view media_type);
    static Answer bytes(int status, ResponseBody bytes, std::string_view media_type);
    static Answer problem(int status, std::string detail, std::vector<Violation> errors);

    int status() const;
    void set_header(std::string_view name, std::string value);
    Response to_response(std::string_view request_id) &&;

  private:
    explicit Answer(std::variant<Response, Problem> content) : content_(std::move(content)) {}

    std::variant<Response, Problem> content_;
};

/// The text of a header's value; it never contains a line end: what could end the header becomes a space.
std::string header_text(std::string_view value);
std::string header_text(double value);
std::string header_text(bool value);

}  // namespace gasworks::http
