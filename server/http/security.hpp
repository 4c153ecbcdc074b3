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
    /// The thread that asks can't wait: what takes longer than microseconds may be answered with
    /// Verdict::later(), and is asked again where time may be taken.
    bool at_once = false;
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

    /// Only where Credentials::at_once is set.
    static Verdict later() {
        Verdict verdict(std::nullopt);
        verdict.later_ = true;
        return verdict;
    }

    const std::optional<std::string>& principal() const { return principal_; }
    bool lacks_scope() const { return insufficient_scope_; }
    bool takes_time() const { return later_; }

  private:
    std::optional<std::string> principal_;
    bool insufficient_scope_ = false;
    bool later_ = false;
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

/// What becomes of a request that was asked for credentials.
struct Decision {
    enum class Outcome {
        granted,
        absent,   ///< the credentials that are needed are not all there
        refused,  ///< some were sent that are not good, or lack a scope
        later     ///< it can't be told at once; see Credentials::at_once
    };
    Outcome outcome = Outcome::granted;
    std::optional<std::string> principal;  ///< of the first scheme of the alternative that was met
    Problem
        problem;  ///< where absent or refused: 401 with WWW-Authenticate; 403 where only a scope is missing
};

/// Credentials that were sent and are not good are refused even where anonymous requests are let in: their
/// sender should know. Without an authenticator nothing is looked at; everyone is anonymous then.
Decision decide(const SecurityRequirement& requirement, const Authenticator& authenticator,
                const Request& request, bool at_once);

/// Lets the request pass, with its principal in the context, or says why not. Takes the time that it needs.
std::optional<Problem> authenticate(const SecurityRequirement& requirement,
                                    const Authenticator& authenticator, const Request& request,
                                    Context& context);

/// Whether someone without credentials is let in: there are no alternatives, or one of them asks for nothing.
bool allows_anonymous(const SecurityRequirement& requirement);

}  // namespace gasworks::http
