#include "objects/s3/client.hpp"

#include <algorithm>
#include <utility>

namespace eigenfaces::service {

namespace {

/// What may take longer because there is much of it, at a rate below which a connection is of no use.
constexpr std::uint64_t bytes_per_second = std::uint64_t{256} << 10U;

std::chrono::milliseconds time_for(const S3Request& request, std::uint64_t max_body) {
    std::uint64_t bytes = 0;
    if (const auto* span = std::get_if<std::span<const std::byte>>(&request.body)) bytes = span->size();
    if (const auto* slice = std::get_if<S3FileSlice>(&request.body)) bytes = slice->size;
    if (request.method == S3Request::Method::get) bytes += std::min(max_body, std::uint64_t{64} << 20U);
    return std::chrono::milliseconds(1000 * bytes / bytes_per_second);
}

}  // namespace

S3Client::S3Client(const CurlLibrary&, S3Settings settings, const S3Limits& limits)
    : settings_(std::move(settings)), limits_(limits), connections_(limits.connections) {}

tl::expected<S3Answer, S3Failure> S3Client::attempt(const S3Request& request, const S3Sink& sink,
                                                    std::uint64_t max_body,
                                                    std::chrono::steady_clock::time_point deadline,
                                                    const std::stop_token& stop) const {
    using Kind = ObjectError::Kind;
    if (stop.stop_requested()) return tl::unexpected(S3Failure{Kind::stopped, "stopped", false, {}});
    const auto connection = connections_.acquire(deadline, stop);
    if (!connection && stop.stop_requested())
        return tl::unexpected(S3Failure{Kind::stopped, "stopped", false, {}});
    if (!connection)
        return tl::unexpected(S3Failure{Kind::unavailable, "all connections are in use", false, {}});
    const auto began = std::chrono::steady_clock::now();
    S3Exchange exchange =
        (*connection)->exchange(settings_, limits_, request, sink, max_body, deadline, stop);
    if (exchange.end == S3Exchange::End::unreachable || exchange.end == S3Exchange::End::interrupted) {
        silence_.unanswered(began);
    } else if (exchange.end != S3Exchange::End::stopped) {
        silence_.heard();
    }
    if (auto failure = failure_of(exchange, request)) {
        constexpr int too_many_requests = 429;
        if (exchange.answer.head.status == too_many_requests && !failure->retry_after)
            failure->retry_after = dialect().pause_when_throttled;
        return tl::unexpected(*std::move(failure));
    }
    return std::move(exchange.answer);
}

ObjectResult<S3Answer> S3Client::ask(const S3Request& request, std::string_view action,
                                     const Wishes& wishes) const {
    using Clock = std::chrono::steady_clock;
    Backoff backoff(limits_, time_for(request, wishes.max_body), wishes.stop);
    const bool is_read =
        request.method == S3Request::Method::get || request.method == S3Request::Method::head;
    const auto soon = std::min(Clock::now() + limits_.deadline_in_silence, backoff.deadline());
    for (;;) {
        const bool hurries = is_read && silence_.is_longer_than(limits_.silence);
        auto answer = attempt(request, {}, wishes.max_body, hurries ? soon : backoff.deadline(), wishes.stop);
        if (answer) {
            auto wrong = wishes.objection ? wishes.objection(*answer) : std::nullopt;
            if (!wrong) return *std::move(answer);
            answer = tl::unexpected(*std::move(wrong));
        }
        const S3Failure& failure = answer.error();
        const bool is_late = is_read && Clock::now() >= soon && silence_.is_longer_than(limits_.silence);
        if (failure.again && !is_late && backoff.wait(failure.retry_after)) continue;
        if (wishes.stop.stop_requested()) {
            return tl::unexpected(error(request, action, {ObjectError::Kind::stopped, "stopped", false, {}},
                                        backoff.attempts()));
        }
        return tl::unexpected(error(request, action, failure, backoff.attempts()));
    }
}

ObjectError S3Client::error(const S3Request& request, std::string_view action, const S3Failure& failure,
                            unsigned attempts) const {
    std::string message = "cannot " + std::string(action) + ' ' + std::string(dialect().scheme);
    message += settings_.location.bucket;
    if (!request.name.empty()) message += '/' + request.name;
    message += ": " + failure.reason;
    if (attempts > 1) message += " (" + std::to_string(attempts) + " attempts)";
    return {failure.kind, std::move(message)};
}

}  // namespace eigenfaces::service
