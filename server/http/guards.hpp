#pragma once
#include "http/router.hpp"
#include "http/security.hpp"

namespace gasworks::http {

/// The handler for those who satisfy the requirement; the others get 401. Throws std::invalid_argument when
/// credentials are asked for and there is no authenticator.
Handler guarded(SecurityRequirement requirement, Authenticator authenticator, Handler handler);

/// The handler of an operation that the document calls deprecated: its answers say so (`Deprecation: true`).
Handler deprecated(Handler handler);

}  // namespace gasworks::http
