#pragma once
#include <string>
#include <utility>

#include "http/json_body.hpp"
#include "http/json_values.hpp"
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

/// Reads a body of text, which is UTF-8.
inline void read_text_body(const std::string& body, std::string& field, const StringReader& reader,
                           Violations& found) {
    if (auto value = reader(nlohmann::json(body), Place::body(), found)) field = *std::move(value);
}

/// The Content-Type without its parameters, in lower case; empty when there is none.
std::string content_type_of(const Request& request);

}  // namespace gasworks::http
