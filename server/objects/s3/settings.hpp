#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "objects/s3/location.hpp"

namespace eigenfaces::service {

struct S3Credentials {
    std::string access_key_id;
    std::string secret_access_key;
    std::string session_token;  ///< empty where there is none
};

/// Where the bucket's name stands in a URL.
enum class S3Addressing {
    automatic,     ///< in the host for AWS, in the path where an endpoint is given or the bucket's name has a
                   ///< '.'
    path,          ///< https://endpoint/bucket/key
    virtual_host,  ///< https://bucket.endpoint/key
};

/// All that has to be known to reach a store.
struct S3Settings {
    S3Location location;
    std::string
        endpoint;  ///< "https://s3.eu-west-1.amazonaws.com", "http://127.0.0.1:9000/base"; no '/' at its end
    std::string region;
    S3Credentials credentials;
    bool bucket_in_host = false;
    std::string ca_bundle;  ///< a file of authorities in place of the system's; empty for those
};

/// An environment variable's value; nothing where it is not set.
using Environment = std::function<std::optional<std::string>(const char* name)>;
/// The process's.
std::optional<std::string> process_environment(const char* name);

/// Endpoint, region and credentials from where AWS's own tools take them, in their order: the environment,
/// then the profile's settings in the credentials and the config file. The error says what is missing and
/// where it was looked for, and has no secrets.
tl::expected<S3Settings, std::string> find_s3_settings(const S3Location& location, S3Addressing addressing,
                                                       const Environment& environment);

}  // namespace eigenfaces::service
