#pragma once
#include "http/router.hpp"
#include "http/security.hpp"

namespace gasworks::http {

/// A handler for those who satisfy a requirement; the others get 401. A type of its own, so that a server can
/// see what a route asks for and who it asks: `route.handler.target<Guarded>()`.
class Guarded {
  public:
    Guarded(SecurityRequirement requirement, Authenticator authenticator, Handler handler)
        : requirement_(std::move(requirement)),
          authenticator_(std::move(authenticator)),
          handler_(std::move(handler)) {}

    Response operator()(const Request& request, const PathParameters& path, Context& context) const;

    const SecurityRequirement& requirement() const { return requirement_; }
    /// What is behind the guard.
    const Handler& handler() const { return handler_; }

  private:
    SecurityRequirement requirement_;
    Authenticator authenticator_;
    Handler handler_;
};

/// The handler behind a guard. Throws std::invalid_argument when credentials are asked for and there is no
/// authenticator; where anonymous requests are let in, too, there need not be one, and everyone is anonymous.
Handler guarded(SecurityRequirement requirement, Authenticator authenticator, Handler handler);

/// The handler of an operation that the document calls deprecated: its answers say so (`Deprecation: true`).
Handler deprecated(Handler handler);

}  // namespace gasworks::http
