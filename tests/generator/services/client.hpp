#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "http/router.hpp"

/// What the tests of generated services send, without a socket, and look at.
using Fields = std::vector<std::pair<std::string, std::string>>;

/// The answer to a request; the target may have a query. Status 404 or 405 where no route is found.
gasworks::http::Response send(const gasworks::http::Router& router, const std::string& method,
                              const std::string& target, const Fields& fields = {}, std::string body = {});

std::string text_of(const gasworks::http::Response& response);
nlohmann::json json_of(const gasworks::http::Response& response);
std::string header(const gasworks::http::Response& response, std::string_view name);

/// The violations of a problem, one a line: "query limit: must be ..." or "body /name: ...".
std::vector<std::string> violations(const gasworks::http::Response& response);

/// A multipart/form-data body with the boundary "edge".
std::string form(const std::vector<std::pair<std::string, std::string>>& heads_and_contents);
inline const std::string form_type = "multipart/form-data; boundary=edge";
