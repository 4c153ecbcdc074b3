#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <stop_token>

#include "curl/handles.hpp"
#include "objects/s3/exchange.hpp"
#include "objects/s3/limits.hpp"
#include "objects/s3/settings.hpp"

namespace eigenfaces::service {

/// Sends one request after the other, over a connection that is kept between them. For one thread at a time.
class S3Connection {
  public:
    S3Connection();

    /// `stop` and `deadline` end it at once. Where `sink` is empty, the answer's body is kept, up to
    /// `max_body` bytes. What the sink throws is thrown from here.
    S3Exchange exchange(const S3Settings& settings, const S3Limits& limits, const S3Request& request,
                        const S3Sink& sink, std::uint64_t max_body,
                        std::chrono::steady_clock::time_point deadline, const std::stop_token& stop);

  private:
    curl::Multi multi_;  ///< keeps the connection, and can be woken up
    curl::Easy easy_;
};

}  // namespace eigenfaces::service
