#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "objects/s3/exchange.hpp"

namespace eigenfaces::service {

/// Why an attempt came to nothing.
struct S3Failure {
    ObjectError::Kind kind = ObjectError::Kind::unavailable;
    std::string reason;  ///< "503 SlowDown: Please reduce your request rate."
    bool again = false;  ///< another attempt may do better
    std::optional<std::chrono::seconds> retry_after;
};

/// What an exchange failed with; nothing where the answer is one to be understood by who asked: 2xx,
/// 412, 416, and 404 for a missing object or upload.
std::optional<S3Failure> failure_of(const S3Exchange& exchange, const S3Request& request);

}  // namespace eigenfaces::service
