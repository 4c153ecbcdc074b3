#pragma once
#include <string>

namespace eigenfaces::service {

/// Why a file could not be downloaded.
struct DownloadError {
    enum class Kind {
        unsupported_url,    ///< not a URL, a scheme that is not allowed, or refused by the caller's check
        not_reachable,      ///< no such host, no connection, TLS refused
        http_status,        ///< the server answered, with something else than the file
        interrupted,        ///< the connection ended or stalled before the file did; what arrived is kept
        too_large,          ///< larger than the caller's limit
        checksum_mismatch,  ///< arrived whole, and is another file
        cancelled,          ///< the caller's stop was requested; what arrived is kept
        no_space,           ///< the device, or the quota, is full; what arrived is kept
        disk,               ///< another error of the file system
    };
    Kind kind;
    std::string detail;   ///< one sentence, for people; names the URL or the file
    int http_status = 0;  ///< of the last answer, where there was one
};

}  // namespace eigenfaces::service
