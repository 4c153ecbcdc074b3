#include "objects/s3/connection.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <exception>
#include <limits>
#include <new>
#include <stdexcept>
#include <string_view>
#include <unistd.h>
#include <vector>

#include "curl/running_transfer.hpp"
#include "objects/s3/google_signature.hpp"

namespace eigenfaces::service {
namespace {

constexpr std::size_t max_error_bytes = std::size_t{64} << 10U;
/// Of no bytes at all.
constexpr const char* empty_sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

std::optional<std::chrono::system_clock::time_point> parse_date(const std::string& text) {
    const time_t seconds = curl_getdate(text.c_str(), nullptr);
    if (seconds < 0) return std::nullopt;
    return std::chrono::system_clock::from_time_t(seconds);
}

/// Seconds, or the moment (RFC 9110, 10.2.3).
std::optional<std::chrono::seconds> parse_retry_after(const std::string& text) {
    if (text.empty()) return std::nullopt;
    constexpr std::uint64_t day = 86'400;
    if (const auto seconds = curl::number_in(text)) return std::chrono::seconds(std::min(*seconds, day));
    const auto moment = parse_date(text);
    if (!moment) return std::nullopt;
    const auto left = std::chrono::ceil<std::chrono::seconds>(*moment - std::chrono::system_clock::now());
    return std::clamp(left, std::chrono::seconds(0), std::chrono::seconds(day));
}

void parse_content_range(std::string_view text, S3Head& head) {
    constexpr std::string_view unit = "bytes ";
    const auto slash = text.find('/');
    if (!text.starts_with(unit) || slash == std::string_view::npos) return;
    const std::string_view range = text.substr(unit.size(), slash - unit.size());
    head.range_total = curl::number_in(text.substr(slash + 1));
    head.range_start = curl::number_in(range.substr(0, range.find('-')));
}

S3Head head_of(CURL* easy, const S3Dialect& dialect) {
    S3Head head;
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    head.status = static_cast<int>(status);
    curl_off_t length = -1;
    curl_easy_getinfo(easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    if (length >= 0) head.content_length = static_cast<std::uint64_t>(length);
    head.tag.text = curl::field(easy, dialect.tag);
    head.etag.text = curl::field(easy, "ETag");
    head.time =
        parse_date(curl::field(easy, "Last-Modified")).value_or(std::chrono::system_clock::time_point());
    head.sha256 = curl::field(easy, dialect.sha256);
    head.write_id = curl::field(easy, dialect.write_id);
    head.bucket_region = curl::field(easy, "x-amz-bucket-region");
    head.retry_after = parse_retry_after(curl::field(easy, "Retry-After"));
    parse_content_range(curl::field(easy, "Content-Range"), head);
    return head;
}

/// One exchange's state, shared with libcurl's callbacks.
struct Running {
    CURL* easy;
    const S3Dialect& dialect;
    const S3Request& request;
    const S3Sink& sink;
    std::uint64_t max_body;
    const std::stop_token& stop;
    std::uint64_t sent = 0;
    bool has_head = false;
    S3Exchange exchange;
    std::exception_ptr thrown;

    void take_head() {
        if (has_head) return;
        has_head = true;
        exchange.answer.head = head_of(easy, dialect);
    }

    bool take(std::span<const std::byte> bytes) {
        if (stop.stop_requested()) return false;
        take_head();
        std::string& body = exchange.answer.body;
        const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        const S3Head& head = exchange.answer.head;
        if (head.status != 200 && head.status != 206) {
            body += text.substr(0, max_error_bytes - std::min(body.size(), max_error_bytes));
            return true;
        }
        if (sink) {
            if (sink(head, bytes)) return true;
            exchange.end = S3Exchange::End::declined;
            return false;
        }
        if (head.content_length.value_or(0) > max_body || body.size() + text.size() > max_body) {
            exchange.end = S3Exchange::End::too_large;
            return false;
        }
        if (body.empty()) body.reserve(static_cast<std::size_t>(head.content_length.value_or(0)));
        body += text;
        return true;
    }

    std::uint64_t size() const {
        if (const auto* bytes = std::get_if<std::span<const std::byte>>(&request.body)) return bytes->size();
        return std::get<S3FileSlice>(request.body).size;
    }

    /// \return how many, or CURL_READFUNC_ABORT
    std::size_t give(char* data, std::size_t room) {
        if (stop.stop_requested()) return CURL_READFUNC_ABORT;
        const std::size_t count = static_cast<std::size_t>(std::min<std::uint64_t>(room, size() - sent));
        if (count == 0) return 0;
        if (const auto* bytes = std::get_if<std::span<const std::byte>>(&request.body)) {
            std::memcpy(data, bytes->data() + sent, count);
            sent += count;
            return count;
        }
        const S3FileSlice& slice = std::get<S3FileSlice>(request.body);
        for (;;) {
            const ssize_t got = ::pread(slice.descriptor, data, count, static_cast<off_t>(slice.from + sent));
            if (got < 0 && errno == EINTR) continue;
            if (got <= 0) {
                exchange.end = S3Exchange::End::unreadable;
                exchange.detail = got < 0 ? std::strerror(errno) : "the file has become shorter";
                return CURL_READFUNC_ABORT;
            }
            sent += static_cast<std::uint64_t>(got);
            return static_cast<std::size_t>(got);
        }
    }
};

// No exception may cross libcurl's frames.
std::size_t receive(char* data, std::size_t, std::size_t count, void* user) {
    Running& running = *static_cast<Running*>(user);
    try {
        return running.take(std::as_bytes(std::span(data, count))) ? count : CURL_WRITEFUNC_ERROR;
    } catch (...) {
        running.thrown = std::current_exception();
        return CURL_WRITEFUNC_ERROR;
    }
}

std::size_t send(char* data, std::size_t size, std::size_t count, void* user) {
    return static_cast<Running*>(user)->give(data, size * count);
}

/// Where a kept connection turns out to be closed, libcurl begins again on a new one.
int rewind(void* user, curl_off_t offset, int origin) {
    Running& running = *static_cast<Running*>(user);
    if (origin != SEEK_SET || offset < 0 || static_cast<std::uint64_t>(offset) > running.size())
        return CURL_SEEKFUNC_FAIL;
    running.sent = static_cast<std::uint64_t>(offset);
    return CURL_SEEKFUNC_OK;
}

const char* name_of(S3Request::Method method) {
    switch (method) {
        case S3Request::Method::get:
            return "GET";
        case S3Request::Method::head:
            return "HEAD";
        case S3Request::Method::put:
            return "PUT";
        case S3Request::Method::post:
            return "POST";
        case S3Request::Method::remove:
            return "DELETE";
    }
    return "";
}

void set_method(CURL* easy, S3Request::Method method, std::uint64_t size) {
    const auto with_body = [&] {
        curl::set(easy, CURLOPT_UPLOAD, 1L);
        curl::set(easy, CURLOPT_CUSTOMREQUEST, name_of(method));
        curl::set(easy, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(size));
    };
    switch (method) {
        case S3Request::Method::get:
            curl::set(easy, CURLOPT_HTTPGET, 1L);
            return;
        case S3Request::Method::head:
            curl::set(easy, CURLOPT_NOBODY, 1L);
            return;
        case S3Request::Method::put:
        case S3Request::Method::post:
            return with_body();
        case S3Request::Method::remove:
            curl::set(easy, CURLOPT_HTTPGET, 1L);
            curl::set(easy, CURLOPT_CUSTOMREQUEST, name_of(method));
            return;
    }
}

// What libcurl 7.88 gets wrong with headers, and how it is kept from it: it sorts "name:value", so no
// header's name may be the beginning of another's; it computes the digest of POST fields alone, so the digest
// is given with every request, and libcurl takes it from there; it signs headers that are switched off
// ("Expect:"), so none is.
curl::HeaderList headers_of(const S3Settings& settings, const S3Request& request, const std::string& url) {
    const S3Dialect& dialect = settings.location.dialect;
    const std::string body_sha256 = request.body_sha256.empty() ? empty_sha256 : request.body_sha256;
    std::vector<std::string> headers = request.headers;
    headers.push_back(std::string(dialect.content_sha256) + ": " + body_sha256);
    if (!settings.credentials.session_token.empty())
        headers.push_back("x-amz-security-token: " + settings.credentials.session_token);
    if (dialect.signature == S3Dialect::Signature::goog4) {
        const auto signature = google_signature(settings, name_of(request.method), url, headers, body_sha256,
                                                std::chrono::system_clock::now());
        headers.insert(headers.end(), signature.begin(), signature.end());
    }
    curl::HeaderList list;
    for (const std::string& text : headers)
        curl::add(list, text);
    return list;
}

/// \return the headers, to be kept as long as the exchange
curl::HeaderList configure(Running& running, const S3Settings& settings, const S3Limits& limits,
                           std::chrono::milliseconds left) {
    CURL* const easy = running.easy;
    const S3Request& request = running.request;
    const std::string url = s3_url(settings, request.name, request.query);
    // It may put the path right: names of objects have no dot segments, and nor does the endpoint. Told to
    // leave the path as it is, libcurl 8.14 refuses to sign.
    curl::set(easy, CURLOPT_URL, url.c_str());
    curl::set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl::set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl::set(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl::set(easy, CURLOPT_USERAGENT, "gasworks");
    curl::set(easy, CURLOPT_NOSIGNAL, 1L);
    curl::set(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl::set(easy, CURLOPT_QUICK_EXIT, 1L);
    curl::set(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    if (!settings.ca_bundle.empty()) {
        curl::set(easy, CURLOPT_CAINFO, settings.ca_bundle.c_str());
        curl::set<const char*>(easy, CURLOPT_CAPATH, nullptr);
    }
    curl::set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connect_timeout.count()));
    curl::set(easy, CURLOPT_LOW_SPEED_LIMIT, 1024L);
    curl::set(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(limits.stall.count()));
    curl::set(easy, CURLOPT_TIMEOUT_MS,
              static_cast<long>(std::min<std::chrono::milliseconds::rep>(left.count(), 1'000'000'000)));
    // Bodies of 1 MB and more go when the store says so ("Expect: 100-continue"), or has been silent for
    // this.
    curl::set(easy, CURLOPT_EXPECT_100_TIMEOUT_MS, 300L);
    if (settings.location.dialect.signature == S3Dialect::Signature::aws4) {
        curl::set(easy, CURLOPT_AWS_SIGV4, ("aws:amz:" + settings.region + ":s3").c_str());
        curl::set(easy, CURLOPT_USERNAME, settings.credentials.access_key_id.c_str());
        curl::set(easy, CURLOPT_PASSWORD, settings.credentials.secret_access_key.c_str());
    }
    set_method(easy, request.method, running.size());
    curl::HeaderList headers = headers_of(settings, request, url);
    curl::set(easy, CURLOPT_HTTPHEADER, headers.get());
    curl::set(easy, CURLOPT_WRITEDATA, static_cast<void*>(&running));
    curl::set(easy, CURLOPT_WRITEFUNCTION, &receive);
    curl::set(easy, CURLOPT_READDATA, static_cast<void*>(&running));
    curl::set(easy, CURLOPT_READFUNCTION, &send);
    curl::set(easy, CURLOPT_SEEKDATA, static_cast<void*>(&running));
    curl::set(easy, CURLOPT_SEEKFUNCTION, &rewind);
    return headers;
}

S3Exchange::End end_of(CURLcode code) {
    using End = S3Exchange::End;
    switch (code) {
        case CURLE_OK:
            return End::answered;
        case CURLE_PARTIAL_FILE:
            return End::truncated;
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_RESOLVE_PROXY:
        case CURLE_COULDNT_CONNECT:
        case CURLE_SSL_CONNECT_ERROR:
            return End::unreachable;
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_ISSUER_ERROR:
            return End::distrusted;
        default:
            return End::interrupted;
    }
}

}  // namespace

S3Connection::S3Connection() : multi_(curl_multi_init()), easy_(curl_easy_init()) {
    if (!multi_ || !easy_) throw std::bad_alloc();
}

S3Exchange S3Connection::exchange(const S3Settings& settings, const S3Limits& limits,
                                  const S3Request& request, const S3Sink& sink, std::uint64_t max_body,
                                  std::chrono::steady_clock::time_point deadline,
                                  const std::stop_token& stop) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    curl_easy_reset(easy_.get());
    Running running{easy_.get(), settings.location.dialect, request, sink, max_body, stop, 0, false, {},
                    nullptr};
    std::array<char, CURL_ERROR_SIZE> reason{};
    // 0 would be no limit at all.
    const curl::HeaderList headers =
        configure(running, settings, limits, std::max(left, std::chrono::milliseconds(1)));
    curl::set(easy_.get(), CURLOPT_ERRORBUFFER, reason.data());

    std::optional<CURLcode> code;
    {
        curl::RunningTransfer transfer(multi_.get(), easy_.get());
        code = transfer.finish(stop);
        // Only a body brings the head to the callback; an answer without one is complete here.
        if (code == CURLE_OK) running.take_head();
    }
    if (running.thrown) std::rethrow_exception(running.thrown);
    S3Exchange exchange = std::move(running.exchange);
    if (stop.stop_requested()) {
        exchange.end = S3Exchange::End::stopped;
    } else if (exchange.end == S3Exchange::End::answered && code) {
        exchange.end = end_of(*code);
        if (*code != CURLE_OK) {
            exchange.detail = reason.front() != '\0' ? reason.data() : curl_easy_strerror(*code);
        }
    }
    return exchange;
}

}  // namespace eigenfaces::service
