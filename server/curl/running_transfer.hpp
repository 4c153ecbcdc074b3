#pragma once
#include <curl/curl.h>
#include <optional>
#include <stop_token>

namespace eigenfaces::service::curl {

/// An easy handle in a multi handle, for as long as this lives: a transfer that can be stopped at once, which
/// curl_easy_perform() can't be.
class RunningTransfer {
  public:
    RunningTransfer(CURLM* multi, CURL* easy);
    RunningTransfer(const RunningTransfer&) = delete;
    RunningTransfer& operator=(const RunningTransfer&) = delete;
    ~RunningTransfer();

    /// Drives it to its end. \return libcurl's verdict, or nothing where stop was requested
    std::optional<CURLcode> finish(const std::stop_token& stop);

  private:
    CURLM* multi_;
    CURL* easy_;
};

}  // namespace eigenfaces::service::curl
