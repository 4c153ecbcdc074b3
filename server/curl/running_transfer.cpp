#include "curl/running_transfer.hpp"

#include <new>
#include <stdexcept>
#include <string>

namespace eigenfaces::service::curl {

RunningTransfer::RunningTransfer(CURLM* multi, CURL* easy) : multi_(multi), easy_(easy) {
    if (curl_multi_add_handle(multi, easy) != CURLM_OK) throw std::bad_alloc();
}

RunningTransfer::~RunningTransfer() {
    curl_multi_remove_handle(multi_, easy_);
}

std::optional<CURLcode> RunningTransfer::finish(const std::stop_token& stop) {
    const std::stop_callback wake(stop, [this] { curl_multi_wakeup(multi_); });
    int running = 1;
    for (;;) {
        CURLMcode code = curl_multi_perform(multi_, &running);
        if (stop.stop_requested()) return std::nullopt;
        if (code == CURLM_OK && running == 0) break;
        if (code == CURLM_OK) code = curl_multi_poll(multi_, nullptr, 0, 1000, nullptr);
        if (code != CURLM_OK) throw std::runtime_error(std::string("libcurl: ") + curl_multi_strerror(code));
    }
    int left = 0;
    const CURLMsg* const message = curl_multi_info_read(multi_, &left);
    if (message == nullptr || message->msg != CURLMSG_DONE) throw std::runtime_error("libcurl: no result");
    return message->data.result;
}

}  // namespace eigenfaces::service::curl
