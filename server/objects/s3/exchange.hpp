#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "objects/object_store.hpp"
#include "objects/s3/url.hpp"

namespace eigenfaces::service {

/// Bytes of an open file.
struct S3FileSlice {
    int descriptor = -1;
    std::uint64_t from = 0;
    std::uint64_t size = 0;
};

struct S3Request {
    enum class Method { get, head, put, post, remove };
    Method method = Method::get;
    std::string name;  ///< of the object, in the bucket; empty for the bucket
    S3Query query;
    std::vector<std::string> headers;  ///< "If-Match: \"x\""
    std::variant<std::span<const std::byte>, S3FileSlice> body;
    std::string body_sha256;  ///< hexadecimal; empty where there is no body
};

struct S3Head {
    int status = 0;
    std::optional<std::uint64_t> content_length;
    std::optional<std::uint64_t> range_start;  ///< of "Content-Range: bytes 5-9/10"
    std::optional<std::uint64_t> range_total;
    ObjectTag tag;   ///< empty where there is none
    ObjectTag etag;  ///< by which parts of an upload are named; where tags are generations, not the same
    std::chrono::system_clock::time_point time;
    std::string sha256;    ///< of the metadata that S3Dialect names
    std::string write_id;  ///< of the same
    std::string bucket_region;
    std::optional<std::chrono::seconds> retry_after;
};

struct S3Answer {
    S3Head head;
    std::string body;  ///< but for what went to an S3Sink
};

/// Takes the body of an answer that has one to give (200, 206), piece by piece. False ends the transfer.
using S3Sink = std::function<bool(const S3Head&, std::span<const std::byte>)>;

/// What became of one request.
struct S3Exchange {
    enum class End {
        answered,     ///< with whatever status, and complete
        declined,     ///< by the sink
        too_large,    ///< more body than wanted
        stopped,      ///< asked to
        unreachable,  ///< nothing was sent
        distrusted,   ///< the server's certificate is not one to be trusted
        truncated,    ///< the body is shorter than its Content-Length
        interrupted,  ///< anything may have been sent, and done
        unreadable,   ///< the file that was to be sent
    };
    End end = End::answered;
    S3Answer answer;
    std::string detail;  ///< libcurl's words
};

}  // namespace eigenfaces::service
