#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "http/security.hpp"
#include "net/network.hpp"

namespace gasworks::http {

class Router;

/// Who may use a server, as its operator decides.
struct AccessOptions {
    /// Checks everyone's credentials, in place of what the service itself checks them with; it answers at
    /// once where it is asked to. Nothing: the service's own, where its document asks for credentials.
    Authenticator authenticator;
    unsigned failures_per_minute = 10;  ///< of credentials, per client; more is answered 429 with Retry-After
    std::size_t password_checks = 64;   ///< waiting for the one thread that does them; one more gets 503
    /// Proxies whose X-Forwarded-For is believed.
    std::vector<net::Network> trusted_proxies;
    /// Origins of web pages that may use the server.
    std::vector<std::string> cors_origins;
    /// Names under which clients reach the server, see HostNames; empty: any.
    std::vector<std::string> host_names;
};

/// Where nobody is ever asked for credentials: health, which engines ask for that have none.
bool is_open_path(std::string_view path);

/// What is asked for where a document asks for nothing, and the operator for credentials: a user and password
/// (`basic`), or an API key as a bearer token (`bearer`) or in X-API-Key (`apiKey`).
const SecurityRequirement& standard_requirement();

/// What a route asks for when the operator asks everyone for credentials: what its document asks for, without
/// the alternative to send none; else the standard requirement; nothing on an open path.
SecurityRequirement strict_requirement(std::string_view path, const SecurityRequirement& documented);

/// The document (OpenAPI as JSON) as it is when the operator asks everyone for credentials: the schemes of
/// the standard requirement are in it, every operation asks for what strict_requirement() says, and has the
/// answers 401 and 429. `open_operations` are the operationIds on open paths. JSON, so YAML as well.
std::string strict_document(std::string_view json, std::span<const std::string> open_operations);

/// Puts the strict document in the place of the document's routes.
void serve_strict_document(Router& router);

}  // namespace gasworks::http
