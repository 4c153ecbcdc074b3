#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "http/headers.hpp"
#include "http/response.hpp"

namespace gasworks::http {

/// One thing that is wrong with a request, at a place the sender can find.
struct Violation {
    enum class In { query, path, header, cookie, body };
    In in = In::body;
    /// Parameter or header name; for a body a JSON pointer ("/people/0/name"), a multipart part's name, or
    /// empty for the whole body.
    std::string name;
    std::string detail;  ///< what was wrong and what is allowed, in one sentence
};

/// An error as a client sees it: application/problem+json (RFC 9457).
struct Problem {
    int status = 500;
    std::string detail;
    std::vector<Violation> errors;
    /// Defaults to the status's reason phrase.
    std::string title;
    /// Fields the answer must carry, e.g. Allow, Retry-After, WWW-Authenticate.
    Headers headers;
};

/// The one place where errors become HTTP. `request_id` is sent as `instance`.
/// Body:
/// {"type":"about:blank","title","status","detail","instance","errors":[{"in","parameter"|"pointer","detail"}]}
Response to_response(const Problem& problem, std::string_view request_id);

}  // namespace gasworks::http
