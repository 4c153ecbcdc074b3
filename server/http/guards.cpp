#include "http/guards.hpp"

#include <algorithm>
#include <stdexcept>

namespace gasworks::http {

Handler guarded(SecurityRequirement requirement, Authenticator authenticator, Handler handler) {
    const bool asks = std::any_of(requirement.begin(), requirement.end(),
                                  [](const auto& alternative) { return !alternative.empty(); });
    if (asks && !authenticator) {
        throw std::invalid_argument(
            "an operation asks for credentials; give an authenticator that checks them");
    }
    return
        [requirement = std::move(requirement), authenticator = std::move(authenticator),
         handler = std::move(handler)](const Request& request, const PathParameters& path, Context& context) {
            if (const auto refused = authenticate(requirement, authenticator, request, context)) {
                return to_response(*refused, request.id);
            }
            return handler(request, path, context);
        };
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
