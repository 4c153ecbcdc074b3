#pragma once
#include <optional>
#include <string>
#include <variant>

#include "http/access.hpp"
#include "http/failure_limiter.hpp"
#include "http/problem.hpp"
#include "http/request.hpp"

namespace gasworks::http {

/// Lets requests in where the operator asks everyone for credentials. Thread-safe.
class Admission {
  public:
    /// `options` has an authenticator, and outlives this.
    explicit Admission(const AccessOptions& options)
        : options_(options), failures_(options.failures_per_minute) {}

    struct LetIn {
        std::optional<std::string> principal;
    };
    /// It takes time to tell: ask again, with `at_once` false, on a thread that has it.
    struct Later {};
    using Answer = std::variant<LetIn, Problem, Later>;

    /// A client that has failed too often is not let in with good credentials either: it could go on guessing
    /// and look which of its guesses comes through.
    Answer ask(const SecurityRequirement& requirement, const Request& request, bool at_once);

  private:
    const AccessOptions& options_;
    FailureLimiter failures_;
};

}  // namespace gasworks::http
