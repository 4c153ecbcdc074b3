#pragma once
#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "objects/s3/settings.hpp"

namespace eigenfaces::service {

/// The headers that say of a request to Google Cloud Storage who makes it, and when: Google's V4 signing
/// process with an HMAC key (GOOG4-HMAC-SHA256), over all of these headers. Not by libcurl: from 8.13 on it
/// encodes the paths of all services but S3 once more before it signs them, which is not Google's canonical
/// request.
///
/// \param method "GET"
/// \param url as s3_url() writes it
/// \param headers of the request, "Name: value", none of them twice
/// \param body_sha256 hexadecimal
std::vector<std::string> google_signature(const S3Settings& settings, std::string_view method,
                                          std::string_view url, std::span<const std::string> headers,
                                          std::string_view body_sha256,
                                          std::chrono::system_clock::time_point now);

}  // namespace eigenfaces::service
