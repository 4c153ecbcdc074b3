#pragma once
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "generator/model/api.hpp"
#include "http/headers.hpp"

/// A valid value of the schema with as little in it as it allows, or with every property. Throws
/// std::runtime_error for what it can't make up, such as a text for a pattern.
nlohmann::json sample(const gasworks::generator::Schema& schema, bool everything = false);

/// A request as a client writes it.
struct SampleRequest {
    std::string method;
    std::string path;
    std::vector<std::string> query;
    gasworks::http::Headers headers;
    std::string body;

    std::string query_text() const;
};

/// Adds a parameter with this value, in its style.
void add_parameter(SampleRequest& request, const gasworks::generator::Parameter& parameter,
                   const nlohmann::json& value);
/// Adds a body of this content with this value.
void add_body(SampleRequest& request, const gasworks::generator::Content& content,
              const nlohmann::json& value);
/// Adds what the operation's first way of authentication asks for.
void add_credentials(SampleRequest& request, const gasworks::generator::Operation& operation);
