#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "curl/curl_library.hpp"
#include "objects/s3/backoff.hpp"
#include "objects/s3/connection_pool.hpp"
#include "objects/s3/failure.hpp"
#include "objects/s3/silence.hpp"

namespace eigenfaces::service {

/// Asks a store, again where that may help. Thread-safe.
class S3Client {
  public:
    S3Client(const CurlLibrary& library, S3Settings settings, const S3Limits& limits);

    struct Wishes {
        std::uint64_t max_body = std::uint64_t{16} << 20U;
        /// What is wrong with an answer that looks right; nothing where it is.
        std::function<std::optional<S3Failure>(const S3Answer&)> objection;
        std::stop_token stop;
    };

    /// \param action what is tried, to be read after "cannot": "read"
    ObjectResult<S3Answer> ask(const S3Request& request, std::string_view action, const Wishes& wishes) const;

    /// Once.
    tl::expected<S3Answer, S3Failure> attempt(const S3Request& request, const S3Sink& sink,
                                              std::uint64_t max_body,
                                              std::chrono::steady_clock::time_point deadline,
                                              const std::stop_token& stop) const;

    /// "cannot read s3://bucket/key: 503 SlowDown: ... (8 attempts)"
    ObjectError error(const S3Request& request, std::string_view action, const S3Failure& failure,
                      unsigned attempts = 1) const;

    const S3Settings& settings() const { return settings_; }
    const S3Dialect& dialect() const { return settings_.location.dialect; }
    const S3Limits& limits() const { return limits_; }

  private:
    S3Settings settings_;
    S3Limits limits_;
    mutable S3ConnectionPool connections_;
    mutable S3Silence silence_;
};

}  // namespace eigenfaces::service
