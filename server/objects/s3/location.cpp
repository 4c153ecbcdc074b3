#include "objects/s3/location.hpp"

#include <algorithm>
#include <cstddef>

namespace eigenfaces::service {
namespace {

/// S3 takes 1,024 bytes; a key takes 900, and a '/' stands between.
constexpr std::size_t max_prefix_bytes = 123;

bool is_letter_or_digit(char character) {
    return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9');
}

bool is_bucket(std::string_view name, const S3Dialect& dialect) {
    if (name.size() < 3 || name.size() > 63) return false;
    if (!is_letter_or_digit(name.front()) || !is_letter_or_digit(name.back())) return false;
    return name.find("..") == std::string_view::npos && std::all_of(name.begin(), name.end(), [&](char c) {
               return is_letter_or_digit(c) || dialect.bucket_punctuation.find(c) != std::string_view::npos;
           });
}

}  // namespace

std::string S3Location::text() const {
    std::string all = std::string(dialect.scheme) + bucket;
    if (!prefix.empty()) all += '/' + prefix;
    return all;
}

std::string S3Location::name_of(const ObjectKey& key) const {
    return prefix.empty() ? key.text() : prefix + '/' + key.text();
}

tl::expected<S3Location, std::string> parse_s3_location(std::string_view text) {
    const std::string quoted = '"' + std::string(text) + "\": ";
    S3Location location;
    if (text.starts_with(google_storage.scheme)) {
        location.dialect = google_storage;
    } else if (!text.starts_with(amazon_s3.scheme)) {
        return tl::unexpected(quoted +
                              "a store is named as s3://bucket or s3://bucket/prefix, one of Google's as "
                              "gs://bucket or gs://bucket/prefix");
    }
    std::string_view rest = text.substr(location.dialect.scheme.size());
    const auto slash = rest.find('/');
    location.bucket = rest.substr(0, slash);
    if (!is_bucket(location.bucket, location.dialect)) {
        return tl::unexpected(quoted + "a bucket's name has 3 to 63 lower-case letters, digits, " +
                              (location.dialect.has_generations ? "'-', '_' and '.'" : "'-' and '.'") +
                              ", and begins and ends with a letter or digit");
    }
    if (slash == std::string_view::npos) return location;
    rest.remove_prefix(slash + 1);
    if (rest.empty()) return location;
    if (rest.ends_with('/')) rest.remove_suffix(1);
    if (rest.size() > max_prefix_bytes || !ObjectKey::parse(rest)) {
        return tl::unexpected(
            quoted + "a prefix is names joined by '/', of at most " + std::to_string(max_prefix_bytes) +
            " bytes of UTF-8 together, without control characters and '\\', none of them empty, "
            "\".\" or \"..\"");
    }
    location.prefix = rest;
    return location;
}

}  // namespace eigenfaces::service
