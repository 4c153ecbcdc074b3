#include "http/admission.hpp"

#include "net/ip_address.hpp"

namespace gasworks::http {

namespace {

net::IpAddress address_of(const Request& request) {
    // Whatever can't be read counts as one client.
    return net::IpAddress::parse(request.client).value_or(net::IpAddress(net::IpAddress::Bytes{}));
}

}  // namespace

Admission::Answer Admission::ask(const SecurityRequirement& requirement, const Request& request,
                                 bool at_once) {
    const net::IpAddress client = address_of(request);
    std::optional<std::chrono::seconds> wait;
    // Called only for credentials that were sent: those who send none are told what to send, however often.
    const Authenticator limited = [&](const Credentials& credentials) -> Verdict {
        wait = failures_.wait(client, FailureLimiter::Clock::now());
        if (wait) return std::nullopt;
        return options_.authenticator(credentials);
    };
    Decision decision = decide(requirement, limited, request, at_once);
    if (wait) {
        Problem problem{
            429, "too many credentials from this address were not good; try again later", {}, {}, {}};
        problem.headers.add("Retry-After", std::to_string(wait->count()));
        return problem;
    }
    switch (decision.outcome) {
        case Decision::Outcome::granted:
            return LetIn{std::move(decision.principal)};
        case Decision::Outcome::later:
            return Later{};
        case Decision::Outcome::refused:
            // Whoever lacks a scope did not guess.
            if (decision.problem.status == 401) failures_.failed(client, FailureLimiter::Clock::now());
            break;
        case Decision::Outcome::absent:
            break;
    }
    return std::move(decision.problem);
}

}  // namespace gasworks::http
