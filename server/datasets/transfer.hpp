#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "curl/curl_library.hpp"
#include "datasets/address_check.hpp"

namespace eigenfaces::service {

/// What has to be known about a URL before it is asked for.
struct UrlParts {
    std::string scheme;      ///< lower case
    std::string host;        ///< as written; empty for a file
    std::uint16_t port = 0;  ///< the scheme's where none is written; 0 for a file
    bool has_credentials = false;
};

/// Nothing where `url` is not an absolute URL.
std::optional<UrlParts> parse_url(const std::string& url);

/// One GET, without following redirects.
struct TransferRequest {
    std::string url;  ///< http, https or file
    /// Ask for the bytes from here on. 0 asks for all.
    std::uint64_t from = 0;
    /// An entity tag or date: the server sends everything if the file is no longer this one (RFC
    /// 9110, 13.1.5).
    std::string if_range;
    std::chrono::milliseconds connect_timeout{10'000};
    /// Slower than `minimum_rate` bytes per second over `minimum_rate_time` is interrupted.
    std::uint64_t minimum_rate = 1;
    std::chrono::seconds minimum_rate_time{30};
    AddressCheck may_connect;  ///< empty: anywhere
};

/// The head of the answer.
struct ResponseHead {
    int status = 0;            ///< 200 for a file URL
    std::string redirect_url;  ///< absolute, where there is one
    std::optional<std::uint64_t> content_length;
    std::string entity_tag;
    std::string last_modified;
    /// From "Content-Range: bytes 5-9/10" or "bytes */10" (RFC 9110, 14.4).
    std::optional<std::uint64_t> range_start;
    std::optional<std::uint64_t> range_total;
};

struct TransferOutcome {
    enum class End {
        complete,       ///< the server says that this was all
        declined,       ///< a callback returned false
        cancelled,      ///< stop was requested
        not_reachable,  ///< no answer at all
        interrupted,    ///< the connection ended, or was too slow
    };
    End end = End::complete;
    ResponseHead head;
    std::string refused_address;  ///< where `may_connect` refused one, and no other could be connected to
    std::string detail;           ///< libcurl's words for not_reachable and interrupted
};

/// Sends the request and hands over what comes back, on this thread. `on_head` comes once, before any
/// `on_bytes`; returning false from either ends the transfer. What they throw is thrown from here.
/// `stop` ends it at once, also while a host name is being looked up.
TransferOutcome transfer(const CurlLibrary& library, const TransferRequest& request,
                         const std::function<bool(const ResponseHead&)>& on_head,
                         const std::function<bool(std::span<const std::byte>)>& on_bytes,
                         std::stop_token stop);

}  // namespace eigenfaces::service
