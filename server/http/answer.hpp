#pragma once
#include <string>
#include <string_view>
#include <type_traits>
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

/// The status when it is within the bounds, as a response for a range such as 4XX takes it; else throws
/// std::invalid_argument.
int status_within(int status, int least, int most);

/// The text of a header's value; it never contains a line end: what could end the header becomes a space.
std::string header_text(std::string_view value);
std::string header_text(double value);
std::string header_text(bool value);
/// A text as it is, everything else as JSON.
std::string header_text(const nlohmann::json& value);

template <class T>
std::string header_text(const T& value);

/// A list, with commas.
template <class T>
std::string header_text(const std::vector<T>& values) {
    std::string text;
    for (const auto& value : values)
        text += (text.empty() ? "" : ",") + header_text(static_cast<const T&>(value));
    return text;
}

/// An integer, a number, or a value of a generated enumeration; nothing for what is null.
template <class T>
std::string header_text(const T& value) {
    if constexpr (std::is_integral_v<T>) {
        return std::to_string(value);
    } else if constexpr (std::is_floating_point_v<T>) {
        return header_text(static_cast<double>(value));
    } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
        return header_text(std::string_view(value));
    } else if constexpr (requires { value.has_value(); }) {
        return value ? header_text(*value) : std::string();
    } else {
        return header_text(std::string_view(to_string(value)));
    }
}

}  // namespace gasworks::http
