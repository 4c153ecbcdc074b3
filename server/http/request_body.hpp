#pragma once
#include <optional>
#include <string>
#include <utility>

#include "http/json_body.hpp"
#include "http/json_values.hpp"
#include "http/parameter_pairs.hpp"
#include "http/request.hpp"
#include "http/violations.hpp"

namespace gasworks::http {

/// Reads a body of JSON; the field stays as it is when something is wrong.
template <class T, class Reader>
void read_json_body(const std::string& body, T& field, const Reader& reader, Violations& found) {
    const auto json = parse_json(body);
    if (!json) {
        found.add_malformed_body(json.error());
        return;
    }
    if (auto value = reader(*json, Place::body(), found)) field = *std::move(value);
}

/// The object of an application/x-www-form-urlencoded body. Names that the form does not have are put into it
/// as texts, for the reader to take or refuse.
std::optional<nlohmann::json> urlencoded_object(const std::string& body, const Parameter& form,
                                                Violations& found);

/// Reads a body of application/x-www-form-urlencoded; `form` says how its properties are written.
template <class T, class Reader>
void read_urlencoded_body(const std::string& body, const Parameter& form, T& field, const Reader& reader,
                          Violations& found) {
    const auto json = urlencoded_object(body, form, found);
    if (!json) return;
    if (auto value = reader(*json, Place::body(), found)) field = *std::move(value);
}

/// Reads a body of text that stands for one value: "3".
template <class T, class Reader>
void read_value_body(const std::string& body, TextType type, T& field, const Reader& reader,
                     Violations& found) {
    const auto json = value_of({.type = type}, body, Encoding::none, Place::body(), found);
    if (!json) return;
    if (auto value = reader(*json, Place::body(), found)) field = *std::move(value);
}

/// Reads a body of text, which is UTF-8.
inline void read_text_body(const std::string& body, std::string& field, const StringReader& reader,
                           Violations& found) {
    if (auto value = reader(nlohmann::json(body), Place::body(), found)) field = *std::move(value);
}

/// The Content-Type without its parameters, in lower case; empty when there is none.
std::string content_type_of(const Request& request);

}  // namespace gasworks::http
