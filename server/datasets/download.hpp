#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include <tl/expected.hpp>

#include "curl/curl_library.hpp"
#include "datasets/address_check.hpp"
#include "datasets/download_error.hpp"
#include "digest/sha256.hpp"

namespace eigenfaces::service {

struct DownloadLimits {
    std::uint64_t max_bytes = std::uint64_t{2} << 30U;
    std::chrono::milliseconds connect_timeout{10'000};
    /// Slower than this many bytes per second over `minimum_rate_time` counts as interrupted.
    std::uint64_t minimum_rate = 64;
    std::chrono::seconds minimum_rate_time{30};
    int max_redirects = 5;
    /// How often a transfer that was interrupted after some bytes is taken up again.
    int max_resumptions = 4;
};

/// Says why a URL may not be asked for; nothing allows it.
using UrlRefusal = std::function<std::optional<std::string>(const std::string& url)>;

struct DownloadRequest {
    std::string url;
    /// Where the bytes go, and stay after an interruption: the next download continues there.
    std::filesystem::path path;
    std::optional<Sha256> sha256;  ///< what the whole file must have; absent accepts any
    DownloadLimits limits;
    bool allow_file_urls = false;
    UrlRefusal refuse_url;     ///< asked for the URL and for each redirect's target, before any connection
    AddressCheck may_connect;  ///< empty: anywhere, and through a proxy where the environment names one
};

struct DownloadProgress {
    std::uint64_t bytes = 0;             ///< on disk, those of earlier attempts included
    std::optional<std::uint64_t> total;  ///< where the server said
};

struct Downloaded {
    std::uint64_t bytes = 0;
    Sha256 sha256;
};

/// GETs a file by http, https or, if allowed, file.
///
/// Bytes that are there already are not fetched again if the server still has the same file (If-Range with
/// its entity tag or date), or, without either, if `sha256` can tell. A server that ignores or refuses the
/// range sends it all again. A file that is whole, but not the wanted one, after such a continuation is
/// fetched once more from its beginning.
///
/// Redirects: only to http and https, at most `max_redirects`. No URL with credentials in it: they would end
/// up in logs and answers.
///
/// `progress` is called on this thread, often. `stop` ends the download within 0.2 s. Of the errors,
/// interrupted, cancelled, not_reachable, http_status, no_space and disk keep what has arrived, the others
/// remove it.
tl::expected<Downloaded, DownloadError> download(const CurlLibrary& library, const DownloadRequest& request,
                                                 const std::function<void(const DownloadProgress&)>& progress,
                                                 std::stop_token stop);

}  // namespace eigenfaces::service
