#pragma once
#include <string>
#include <vector>

#include "http/request.hpp"
#include "http/response.hpp"

namespace gasworks::http {

/// Which web pages of other origins may use this server (Cross-Origin Resource Sharing,
/// fetch.spec.whatwg.org). Origins are compared as they are; nothing is said to those that are not in the
/// list, and nothing at all when the list is empty. Cookies are never let through: credentials are what a
/// page sends itself.
class Cors {
  public:
    explicit Cors(std::vector<std::string> origins) : origins_(std::move(origins)) {}

    /// The error is a sentence about what is wrong with an origin; empty where nothing is.
    static std::string check_origin(const std::string& origin);

    /// Whether a browser asks before a request (OPTIONS with Access-Control-Request-Method) for a page of an
    /// origin in the list. It sends no credentials with that.
    bool is_preflight(const Request& request) const;
    /// The answer to it. Whether the path has such a method the request itself will show.
    static Response preflight(const Request& request);
    /// Whether a browser sent this for a page of another origin that is not in the list (Sec-Fetch-Site;
    /// where it is missing, Origin). It may have sent along a password that a person gave it for this server,
    /// which that page would then be using (cross-site request forgery).
    bool is_foreign(const Request& request) const;
    /// Adds what a browser needs to hand the answer to the page, and Vary.
    void add_fields(const Request& request, Response& response) const;

  private:
    bool allows(const Request& request) const;

    std::vector<std::string> origins_;
};

}  // namespace gasworks::http
