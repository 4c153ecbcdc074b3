#include "objects/s3/failure.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "objects/s3/xml.hpp"

namespace eigenfaces::service {
namespace {

using Kind = ObjectError::Kind;

template <std::size_t Size>
bool is_one_of(std::string_view code, const std::array<std::string_view, Size>& codes) {
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

/// Whatever the status is that they come with: some stores differ in that.
constexpr std::array<std::string_view, 9> passing = {
    "InternalError", "SlowDown",         "ServiceUnavailable",         "RequestTimeout", "Throttling",
    "Busy",          "OperationAborted", "ConditionalRequestConflict", "TooManyRequests"};
constexpr std::array<std::string_view, 4> damaged_on_the_way = {
    "BadDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch", "IncompleteBody"};
constexpr std::array<std::string_view, 4> full = {"QuotaExceeded", "XMinioStorageFull", "EntityTooLarge",
                                                  "InsufficientStorage"};

bool is_passing_status(int status) {
    return status == 408 || status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
}

std::string reason_of(const S3Answer& answer, const s3_xml::Error& error) {
    std::string reason = std::to_string(answer.head.status);
    if (!error.code.empty()) reason += ' ' + error.code;
    if (!error.message.empty()) reason += ": " + error.message;
    if (!answer.head.bucket_region.empty() && answer.head.status >= 300 && answer.head.status < 500)
        reason += " (the bucket is in the region " + answer.head.bucket_region + ')';
    return reason;
}

S3Failure refusal(const S3Answer& answer, const s3_xml::Error& error) {
    S3Failure failure{Kind::denied, reason_of(answer, error), false, answer.head.retry_after};
    if (is_one_of(error.code, damaged_on_the_way)) {
        failure.kind = Kind::damaged;
        failure.again = true;
    } else if (is_one_of(error.code, passing) || is_passing_status(answer.head.status)) {
        failure.kind = Kind::unavailable;
        failure.again = true;
    } else if (answer.head.status == 507 || is_one_of(error.code, full)) {
        failure.kind = Kind::no_space;
    }
    return failure;
}

std::optional<S3Failure> failure_of_answer(const S3Answer& answer, const S3Request& request) {
    const int status = answer.head.status;
    if ((status >= 200 && status < 300) || status == 412 || status == 416) return std::nullopt;
    const s3_xml::Error error = s3_xml::parse_error(answer.body);
    if (status != 404) return refusal(answer, error);
    // A page of some server between must not pass for "there is no such object". HEAD has nothing to tell by.
    if (error.code == "NoSuchKey" || error.code == "NoSuchUpload" ||
        request.method == S3Request::Method::head)
        return std::nullopt;
    S3Failure failure = refusal(answer, error);
    if (error.code.empty()) {
        failure.kind = Kind::unavailable;
        failure.again = true;
        failure.reason += ", which is not the answer of an S3-compatible store";
    }
    return failure;
}

}  // namespace

std::optional<S3Failure> failure_of(const S3Exchange& exchange, const S3Request& request) {
    using End = S3Exchange::End;
    switch (exchange.end) {
        case End::answered:
            return failure_of_answer(exchange.answer, request);
        case End::declined:
            return S3Failure{Kind::stopped, "given up", false, {}};
        case End::too_large:
            return S3Failure{Kind::too_large, "it has more bytes than are taken", false, {}};
        case End::stopped:
            return S3Failure{Kind::stopped, "stopped", false, {}};
        case End::unreadable:
        case End::distrusted:
            return S3Failure{Kind::unavailable, exchange.detail, false, {}};
        case End::truncated:
            return S3Failure{Kind::damaged, "the answer is cut short: " + exchange.detail, true, {}};
        case End::unreachable:
        case End::interrupted:
            return S3Failure{Kind::unavailable, exchange.detail, true, {}};
    }
    return std::nullopt;
}

}  // namespace eigenfaces::service
