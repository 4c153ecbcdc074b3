#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "objects/s3/settings.hpp"

namespace eigenfaces::service {

using S3Query = std::vector<std::pair<std::string, std::string>>;

/// RFC 3986's unreserved characters as they are, all others as %XX with upper-case digits, as SigV4 wants it.
std::string percent_encoded(std::string_view text);

/// The URL of an object, or of the bucket where `name` is empty, written exactly as SigV4's canonical form
/// has it, since libcurl signs what stands in the URL as it stands there.
std::string s3_url(const S3Settings& settings, std::string_view name, S3Query query);

}  // namespace eigenfaces::service
