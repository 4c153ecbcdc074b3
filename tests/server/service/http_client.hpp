#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

/// What a server answered.
struct Answer {
    long status = 0;
    std::map<std::string, std::string> headers;  ///< names in lower case
    std::string body;

    /// The body as JSON; throws where it is none.
    nlohmann::json json() const { return nlohmann::json::parse(body); }
};

using RequestHeaders = std::vector<std::string>;  ///< "Name: value"

/// A file part of a form.
struct FormFile {
    std::string part;
    std::string file_name;
    std::string bytes;
};

/// Requests as users' programs send them, by libcurl. Each throws std::runtime_error when there is no answer.
Answer http_get(const std::string& url, const RequestHeaders& headers = {});
Answer http_request(const std::string& method, const std::string& url, const RequestHeaders& headers = {},
                    const std::string& body = "");
Answer http_upload(const std::string& url, const std::vector<FormFile>& files,
                   const RequestHeaders& headers = {});
