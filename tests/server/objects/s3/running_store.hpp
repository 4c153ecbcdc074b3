#pragma once
#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

#include "curl/curl_library.hpp"
#include "objects/s3/s3_objects.hpp"

/// store.mjs beside this, as a process that ends with this object.
class RunningStore {
  public:
    explicit RunningStore(const eigenfaces::service::S3Dialect& dialect);
    RunningStore(const RunningStore&) = delete;
    RunningStore& operator=(const RunningStore&) = delete;
    ~RunningStore();

    /// http://127.0.0.1:PORT
    std::string endpoint() const { return "http://127.0.0.1:" + std::to_string(port_); }
    int port() const { return port_; }

    /// What S3Objects needs to keep its objects there, below `prefix`.
    eigenfaces::service::S3Settings settings(const std::string& prefix) const;
    /// Tells what is to go wrong from now on: a JSON array, see store.mjs.
    void fail(const std::string& faults) const;
    /// What was asked for since, as JSON: [{"method": "GET", "url": "/faces/x", "range": ""}].
    std::string requests() const;
    /// What has begun to be uploaded in parts, and neither was completed nor taken back.
    std::size_t unfinished_uploads() const;
    /// How many of requests() have this method.
    std::size_t count(const std::string& method) const;

    static constexpr const char* bucket = "faces";
    static constexpr const char* region = "eu-test-1";
    static constexpr const char* access_key = "AKIDEXAMPLE";
    static constexpr const char* secret_key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    static constexpr const char* session_token = "FwoGZXIvYXdzEXAMPLE//token==";

  private:
    eigenfaces::service::S3Dialect dialect_;
    pid_t process_ = -1;
    int input_ = -1;  ///< the process ends when this is closed
    int port_ = 0;
};

/// The one of this program, started when it is first asked for; with libcurl.
const RunningStore& running_store();
/// One that speaks as Google's.
const RunningStore& google_store();
const eigenfaces::service::CurlLibrary& curl_library();
/// Another name each time.
std::string new_prefix();
/// Limits with which a test needn't wait for long.
eigenfaces::service::S3Limits short_limits();
/// The same for a test that counts requests: none is made again only because the machine is busy.
eigenfaces::service::S3Limits limits_without_stall();
