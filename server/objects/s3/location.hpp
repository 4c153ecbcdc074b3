#pragma once
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "objects/object_key.hpp"
#include "objects/s3/dialect.hpp"

namespace eigenfaces::service {

/// Where in an S3-compatible store a service keeps what it keeps.
struct S3Location {
    std::string bucket;
    std::string prefix;  ///< of all keys, without '/' at its end; may be empty
    S3Dialect dialect = amazon_s3;

    /// "s3://bucket/prefix", "gs://bucket/prefix"
    std::string text() const;
    /// The name under which the store has an object, or a folder.
    std::string name_of(const ObjectKey& key) const;
};

/// From "s3://bucket" or "s3://bucket/prefix", or the same of Google with "gs://". The error says what is
/// wrong and what is allowed.
tl::expected<S3Location, std::string> parse_s3_location(std::string_view text);

}  // namespace eigenfaces::service
