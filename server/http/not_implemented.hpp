#pragma once
#include <stdexcept>
#include <string>

namespace gasworks::http {

/// Thrown by an operation that is not written yet: the client gets 501 with problem+json instead of 500.
struct NotImplemented : std::runtime_error {
    explicit NotImplemented(const std::string& operation)
        : std::runtime_error("the operation " + operation + " is not written yet") {}
};

}  // namespace gasworks::http
