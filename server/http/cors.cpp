#include "http/cors.hpp"

#include <algorithm>

namespace gasworks::http {

std::string Cors::check_origin(const std::string& origin) {
    constexpr const char* form = "must be an origin as browsers send it, https://HOST or https://HOST:PORT";
    std::string_view rest = origin;
    if (rest.starts_with("https://")) {
        rest.remove_prefix(8);
    } else if (rest.starts_with("http://")) {
        rest.remove_prefix(7);
    } else {
        return form;
    }
    const bool plain = std::all_of(rest.begin(), rest.end(), [](unsigned char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               std::string_view(".-_:[]").find(static_cast<char>(c)) != std::string_view::npos;
    });
    return rest.empty() || !plain ? form : "";
}

bool Cors::allows(const Request& request) const {
    const auto origin = request.headers.get("Origin");
    return origin && std::find(origins_.begin(), origins_.end(), *origin) != origins_.end();
}

bool Cors::is_preflight(const Request& request) const {
    return request.method == "OPTIONS" && allows(request) &&
           request.headers.contains("Access-Control-Request-Method");
}

Response Cors::preflight(const Request& request) {
    Response response;
    response.status = 204;
    response.headers.add("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    response.headers.add("Access-Control-Max-Age", "600");
    // A page may send what it likes: which fields mean something is the operations' business.
    if (const auto fields = request.headers.get("Access-Control-Request-Headers")) {
        response.headers.add("Access-Control-Allow-Headers", std::string(*fields));
    }
    return response;
}

bool Cors::is_foreign(const Request& request) const {
    if (allows(request)) return false;
    if (const auto site = request.headers.get("Sec-Fetch-Site")) {
        return *site == "cross-site" || *site == "same-site";
    }
    const auto origin = request.headers.get("Origin");
    if (!origin) return false;
    // Behind a proxy the scheme may be another one than ours.
    const auto host = origin->find("://");
    return host == std::string_view::npos ||
           origin->substr(host + 3) != request.headers.get("Host").value_or("");
}

void Cors::add_fields(const Request& request, Response& response) const {
    if (origins_.empty()) return;
    // Also where the origin is another one, or none: a cache must not give that answer to this origin.
    response.headers.add("Vary", "Origin");
    if (!allows(request)) return;
    response.headers.add("Access-Control-Allow-Origin", std::string(*request.headers.get("Origin")));
    response.headers.add("Access-Control-Expose-Headers",
                         "ETag, Link, Location, Preference-Applied, Retry-After, Server-Timing, "
                         "WWW-Authenticate, X-Request-Id");
}

}  // namespace gasworks::http
