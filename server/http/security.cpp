#include "http/security.hpp"

#include <algorithm>
#include <stdexcept>

#include "http/base64.hpp"
#include "http/parameter_pairs.hpp"
#include "http/parameters.hpp"

namespace gasworks::http {

namespace {

enum class Outcome { granted, absent, refused, lacks_scope, later };

struct Check {
    Outcome outcome = Outcome::absent;
    std::string principal;
};

// What follows the scheme's name in Authorization; nothing when another scheme or none is used.
std::optional<std::string_view> authorization(const Request& request, std::string_view scheme) {
    for (std::string_view field : request.headers.all("Authorization")) {
        const auto space = field.find(' ');
        if (!equals_ignoring_case(field.substr(0, space), scheme)) continue;
        if (space == std::string_view::npos) return std::string_view{};
        field.remove_prefix(space);
        const auto first = field.find_first_not_of(' ');
        return first == std::string_view::npos ? std::string_view{} : field.substr(first);
    }
    return std::nullopt;
}

std::optional<std::string> api_key(const SecurityScheme& scheme, const Request& request) {
    switch (scheme.in) {
        case SecurityScheme::In::header:
            if (const auto value = request.headers.get(scheme.parameter)) return std::string(*value);
            return std::nullopt;
        case SecurityScheme::In::query: {
            Violations ignored;  // what does not decode is reported with the other parameters
            const auto pairs = ParameterPairs::of_query(request.query, Violation::In::query, ignored);
            for (const ParameterPairs::Pair& pair : pairs.all()) {
                if (pair.name == scheme.parameter) return percent_decoded(pair.text, true).value_or("");
            }
            return std::nullopt;
        }
        case SecurityScheme::In::cookie:
            for (const auto& [name, value] : cookies(request.headers)) {
                if (name == scheme.parameter) return percent_decoded(value, false).value_or("");
            }
            return std::nullopt;
    }
    return std::nullopt;
}

Check check(const SecurityScheme& scheme, const Authenticator& authenticator, const Request& request,
            bool at_once) {
    Credentials credentials{scheme.name, scheme.kind, {}, {}, scheme.scopes, at_once};
    if (scheme.kind == Credentials::Kind::api_key) {
        auto key = api_key(scheme, request);
        if (!key) return {Outcome::absent, {}};
        credentials.secret = *std::move(key);
    } else {
        const bool basic = scheme.kind == Credentials::Kind::basic;
        const auto text = authorization(request, basic ? "Basic" : "Bearer");
        if (!text) return {Outcome::absent, {}};
        if (basic) {
            const auto pair = decode_base64(*text);
            const auto colon = pair ? pair->find(':') : std::string::npos;
            if (colon == std::string::npos) return {Outcome::refused, {}};
            credentials.user = pair->substr(0, colon);
            credentials.secret = pair->substr(colon + 1);
        } else {
            credentials.secret = *text;
        }
    }
    if (credentials.secret.empty() && credentials.user.empty()) return {Outcome::refused, {}};
    const Verdict verdict = authenticator(credentials);
    if (verdict.takes_time()) return {Outcome::later, {}};
    if (verdict.lacks_scope()) return {Outcome::lacks_scope, {}};
    if (!verdict.principal()) return {Outcome::refused, {}};
    return {Outcome::granted, *verdict.principal()};
}

std::string list_of(const std::vector<std::string_view>& scopes) {
    std::string list;
    for (const std::string_view scope : scopes)
        list += (list.empty() ? "" : " ") + std::string(scope);
    return list;
}

std::string challenge(const SecurityScheme& scheme, Outcome outcome) {
    const std::string realm = "realm=\"" + std::string(scheme.name) + "\"";
    switch (scheme.kind) {
        case Credentials::Kind::basic:
            return "Basic " + realm + ", charset=\"UTF-8\"";
        case Credentials::Kind::bearer:
            // RFC 6750, 3
            return "Bearer " + realm +
                   (scheme.scopes.empty() ? "" : ", scope=\"" + list_of(scheme.scopes) + "\"") +
                   (outcome == Outcome::refused       ? ", error=\"invalid_token\""
                    : outcome == Outcome::lacks_scope ? ", error=\"insufficient_scope\""
                                                      : "");
        case Credentials::Kind::api_key: {
            const std::string_view in = scheme.in == SecurityScheme::In::header  ? "header"
                                        : scheme.in == SecurityScheme::In::query ? "query"
                                                                                 : "cookie";
            return "ApiKey " + realm + ", in=\"" + std::string(in) + "\", name=\"" +
                   std::string(scheme.parameter) + "\"";
        }
    }
    return {};
}

std::string description(const SecurityScheme& scheme) {
    switch (scheme.kind) {
        case Credentials::Kind::basic:
            return "user and password (HTTP Basic)";
        case Credentials::Kind::bearer:
            return scheme.scopes.empty() ? "a bearer token"
                                         : "a bearer token with the scope " + list_of(scheme.scopes);
        case Credentials::Kind::api_key:
            return "an API key in " + std::string(scheme.parameter);
    }
    return {};
}

}  // namespace

bool same_secret(std::string_view a, std::string_view b) {
    unsigned difference = a.size() == b.size() ? 0U : 1U;
    for (std::size_t i = 0; i < a.size() && !b.empty(); ++i) {
        difference |= static_cast<unsigned char>(a[i]) ^
                      static_cast<unsigned>(static_cast<unsigned char>(b[i % b.size()]));
    }
    return difference == 0;
}

Decision decide(const SecurityRequirement& requirement, const Authenticator& authenticator,
                const Request& request, bool at_once) {
    const bool anonymous = allows_anonymous(requirement);
    if (requirement.empty() || (anonymous && !authenticator)) return {};
    if (!authenticator) throw std::logic_error("credentials are asked for and nothing can check them");
    bool refused = false;
    bool lacks_scope = false;
    Problem problem;
    problem.status = 401;
    std::string wanted;
    for (const auto& alternative : requirement) {
        if (alternative.empty()) continue;
        std::optional<std::string> principal;
        bool granted = true;
        std::string all_of;
        for (const SecurityScheme& scheme : alternative) {
            Check result = check(scheme, authenticator, request, at_once);
            if (result.outcome == Outcome::later) return {Decision::Outcome::later, std::nullopt, {}};
            granted = granted && result.outcome == Outcome::granted;
            refused = refused || result.outcome == Outcome::refused;
            if (!principal) principal = std::move(result.principal);
            lacks_scope = lacks_scope || result.outcome == Outcome::lacks_scope;
            // One scheme may be part of several alternatives.
            const std::string text = challenge(scheme, result.outcome);
            const auto told = problem.headers.all("WWW-Authenticate");
            if (std::find(told.begin(), told.end(), text) == told.end())
                problem.headers.add("WWW-Authenticate", text);
            all_of += (all_of.empty() ? "" : " and ") + description(scheme);
        }
        if (granted) return {Decision::Outcome::granted, std::move(principal), {}};
        wanted += (wanted.empty() ? "" : ", or ") + all_of;
    }
    if (anonymous && !refused && !lacks_scope) return {};
    if (lacks_scope && !refused) problem.status = 403;
    problem.detail = (problem.status == 403 ? "the credentials do not allow this operation, which asks for "
                      : refused             ? "the credentials are not accepted; this operation asks for "
                                            : "this operation asks for credentials: ") +
                     wanted;
    const bool sent = refused || lacks_scope;
    return {sent ? Decision::Outcome::refused : Decision::Outcome::absent, std::nullopt, std::move(problem)};
}

std::optional<Problem> authenticate(const SecurityRequirement& requirement,
                                    const Authenticator& authenticator, const Request& request,
                                    Context& context) {
    Decision decision = decide(requirement, authenticator, request, false);
    switch (decision.outcome) {
        case Decision::Outcome::granted:
            if (decision.principal) context.principal = std::move(decision.principal);
            return std::nullopt;
        case Decision::Outcome::absent:
        case Decision::Outcome::refused:
            return std::move(decision.problem);
        case Decision::Outcome::later:
            break;
    }
    throw std::logic_error("an authenticator that was given time asked for more");
}

bool allows_anonymous(const SecurityRequirement& requirement) {
    return requirement.empty() || std::any_of(requirement.begin(), requirement.end(),
                                              [](const auto& alternative) { return alternative.empty(); });
}

}  // namespace gasworks::http
