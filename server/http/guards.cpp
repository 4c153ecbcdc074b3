#include "http/guards.hpp"

#include <stdexcept>

namespace gasworks::http {

Response Guarded::operator()(const Request& request, const PathParameters& path, Context& context) const {
    if (const auto refused = authenticate(requirement_, authenticator_, request, context)) {
        return to_response(*refused, request.id);
    }
    return handler_(request, path, context);
}

Handler guarded(SecurityRequirement requirement, Authenticator authenticator, Handler handler) {
    if (!allows_anonymous(requirement) && !authenticator) {
        throw std::invalid_argument(
            "an operation asks for credentials; give an authenticator that checks them");
    }
    return Guarded(std::move(requirement), std::move(authenticator), std::move(handler));
}

Handler deprecated(Handler handler) {
    return
        [handler = std::move(handler)](const Request& request, const PathParameters& path, Context& context) {
            Response response = handler(request, path, context);
            response.headers.set("Deprecation", "true");
            return response;
        };
}

}  // namespace gasworks::http
