#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "objects/object_store.hpp"

namespace eigenfaces::service {

/// What stores of this kind are told, and tell, in other words than S3 does.
struct S3Dialect {
    std::string_view scheme;              ///< of locations: "s3://"
    std::string_view bucket_punctuation;  ///< beside lower-case letters and digits

    enum class Signature { aws4, goog4 };
    Signature signature;
    const char* content_sha256;  ///< the header with the SHA-256 of a request's body

    // The metadata with which every object is stored.
    /// Of the contents: what arrives is held against it, whatever stands between.
    const char* sha256;
    /// Another for each write: tells whether a write whose answer was lost is the one that took place.
    const char* write_id;

    const char* tag;              ///< the header that tells one content of an object from another
    const char* listed_tag;       ///< the same in lists
    std::string_view if_missing;  ///< the condition of a request that there is no such object
    std::string_view if_tag;      ///< the header that wants the object to have this tag
    /// Tags are numbers, which the store gives to every content anew: the same bytes have another tag when
    /// they are stored again. Objects can be removed on a condition, too.
    bool has_generations;
    /// Before a request is made again that was one too many, where the store does not say how long.
    std::optional<std::chrono::seconds> pause_when_throttled;

    std::string if_tag_is(const std::string& text) const { return std::string(if_tag) + ": " + text; }
    /// Whether an object can have it at all. Others are not sent: a generation of 0 stands for a missing
    /// object.
    bool can_be_tag(const ObjectTag& candidate) const {
        constexpr std::string_view digits = "0123456789";
        return !has_generations || (!candidate.text.empty() && candidate.text.front() != '0' &&
                                    candidate.text.find_first_not_of(digits) == std::string::npos);
    }
};

inline constexpr S3Dialect amazon_s3{.scheme = "s3://",
                                     .bucket_punctuation = "-.",
                                     .signature = S3Dialect::Signature::aws4,
                                     .content_sha256 = "x-amz-content-sha256",
                                     .sha256 = "x-amz-meta-sha256",
                                     .write_id = "x-amz-meta-write-id",
                                     .tag = "ETag",
                                     .listed_tag = "ETag",
                                     .if_missing = "If-None-Match: *",
                                     .if_tag = "If-Match",
                                     .has_generations = false,
                                     .pause_when_throttled = std::nullopt};

/// Google Cloud Storage's XML API. It is S3's but for signatures, conditions and the names of headers, of
/// which a request may have those of one kind alone. Objects may be written once a second.
inline constexpr S3Dialect google_storage{.scheme = "gs://",
                                          .bucket_punctuation = "-._",
                                          .signature = S3Dialect::Signature::goog4,
                                          .content_sha256 = "x-goog-content-sha256",
                                          .sha256 = "x-goog-meta-sha256",
                                          .write_id = "x-goog-meta-write-id",
                                          .tag = "x-goog-generation",
                                          .listed_tag = "Generation",
                                          .if_missing = "x-goog-if-generation-match: 0",
                                          .if_tag = "x-goog-if-generation-match",
                                          .has_generations = true,
                                          .pause_when_throttled = std::chrono::seconds(1)};

}  // namespace eigenfaces::service
