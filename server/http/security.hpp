#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/context.hpp"
#include "http/problem.hpp"
#include "http/request.hpp"

namespace gasworks::http {

/// What a client sent to say who it is.
struct Credentials {
    enum class Kind { basic, bearer, api_key };
    std::string_view scheme;  ///< its name in the document's securitySchemes
    Kind kind = Kind::basic;
    std::string user;    ///< of Basic; else empty
    std::string secret;  ///< password, token or key
    /// What a token of OAuth 2 or OpenID Connect must allow.
    std::vector<std::string_view> scopes = {};
};

/// The application's decision on credentials: whose they are; that they are not good; or that they are good
/// and their owner lacks a scope.
class Verdict {
  public:
    Verdict(std::string principal) : principal_(std::move(principal)) {}
    Verdict(std::optional<std::string> principal) : principal_(std::move(principal)) {}
    Verdict(std::nullopt_t) {}
    static Verdict insufficient_scope() {
        Verdict verdict(std::nullopt);
        verdict.insufficient_scope_ = true;
        return verdict;
    }

    const std::optional<std::string>& principal() const { return principal_; }
    bool lacks_scope() const { return insufficient_scope_; }

  private:
    std::optional<std::string> principal_;
    bool insufficient_scope_ = false;
};

/// Decides on credentials. Compare secrets in constant time (same_secret). May be called from several
/// threads.
using Authenticator = std::function<Verdict(const Credentials&)>;

/// Compares in a time that depends on the lengths alone.
bool same_secret(std::string_view a, std::string_view b);

/// One of the document's securitySchemes.
struct SecurityScheme {
    enum class In { header, query, cookie };
    std::string_view name = {};
    Credentials::Kind kind = Credentials::Kind::basic;
    In in = In::header;               ///< of an API key
    std::string_view parameter = {};  ///< header, query parameter or cookie of an API key
    std::vector<std::string_view> scopes = {};
};

/// The alternatives of a security requirement: one of them is enough; of each, every scheme must be
/// satisfied. An alternative without schemes lets everyone in. No alternatives: nothing is required.
using SecurityRequirement = std::vector<std::vector<SecurityScheme>>;

/// Lets the request pass or says why not (401 with WWW-Authenticate; 403 where only a scope is missing). On
/// the way in, context.principal becomes the principal of the alternative's first scheme. Credentials that
/// were sent and are not good are refused even where anonymous requests are let in: their sender should know.
std::optional<Problem> authenticate(const SecurityRequirement& requirement,
                                    const Authenticator& authenticator, const Request& request,
                                    Context& context);

}  // namespace gasworks::http
