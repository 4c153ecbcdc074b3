#include "generator/bench/client.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <curl/curl.h>
#include <memory>
#include <stdexcept>

#include "generator/bench/interruption.hpp"
#include "generator/bench/server_timing.hpp"

namespace gasworks::bench {

namespace {

using Clock = std::chrono::steady_clock;

struct Free {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
    void operator()(curl_mime* form) const { curl_mime_free(form); }
};

/// Apart from Free: CURL and CURLM are the same type in C++.
struct FreeMulti {
    void operator()(CURLM* handle) const { curl_multi_cleanup(handle); }
};

constexpr std::size_t kept_of_body = 1UL << 20U;
constexpr long patience = 3600;  // seconds: a training of a large data set on a small machine

double seconds_of(CURL* handle, CURLINFO what) {
    curl_off_t microseconds = 0;
    curl_easy_getinfo(handle, what, &microseconds);
    return static_cast<double>(microseconds) * 1e-6;
}

/// A request on its way.
class Transfer {
  public:
    Transfer(const Request& request, std::size_t index, Connections connections,
             const Credentials& credentials)
        : handle_(curl_easy_init()), index_(index) {
        if (!handle_) throw std::runtime_error("libcurl has no handle left");
        CURL* handle = handle_.get();
        curl_easy_setopt(handle, CURLOPT_URL, request.url.c_str());
        curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, 30L);
        curl_easy_setopt(handle, CURLOPT_TIMEOUT, patience);
        const long is_own = connections == Connections::own ? 1 : 0;
        curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, is_own);
        curl_easy_setopt(handle, CURLOPT_FORBID_REUSE, is_own);
        curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, error_.data());
        if (!request.file.empty()) {
            form_.reset(curl_mime_init(handle));
            curl_mimepart* part = curl_mime_addpart(form_.get());
            curl_mime_name(part, "upload");
            curl_mime_filedata(part, request.file.c_str());
            curl_easy_setopt(handle, CURLOPT_MIMEPOST, form_.get());
            // Without waiting for 100 Continue, as browsers and Python's requests send it.
            add_header("Expect:");
        }
        curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
        if (!credentials.user.empty()) curl_easy_setopt(handle, CURLOPT_USERPWD, credentials.user.c_str());
        if (!credentials.api_key.empty()) add_header("X-API-Key: " + credentials.api_key);
        if (headers_) curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers_.get());
        using Take = size_t (*)(char*, size_t, size_t, void*);
        const Take take_body = [](char* bytes, size_t size, size_t count, void* to) -> size_t {
            std::string& body = *static_cast<std::string*>(to);
            if (body.size() < kept_of_body) body.append(bytes, std::min(size * count, kept_of_body));
            return size * count;
        };
        // libcurl's own time of the first byte is that of the first one sent where a file is uploaded: this
        // one is the answer's.
        const Take take_header = [](char*, size_t size, size_t count, void* to) -> size_t {
            Transfer& transfer = *static_cast<Transfer*>(to);
            if (!transfer.answered_) transfer.answered_ = Clock::now();
            return size * count;
        };
        curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, take_header);
        curl_easy_setopt(handle, CURLOPT_HEADERDATA, this);
        curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
        curl_easy_setopt(handle, CURLOPT_WRITEDATA, &body_);
    }

    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;
    ~Transfer() = default;

    CURL* handle() const { return handle_.get(); }
    std::size_t index() const { return index_; }

    /// To be called when it is handed to libcurl: time counts from here.
    void begin() { begun_ = Clock::now(); }

    Exchange result(CURLcode code) {
        Exchange exchange;
        CURL* handle = handle_.get();
        if (code == CURLE_OK) {
            curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &exchange.status);
        } else {
            exchange.error = error_[0] != '\0' ? error_.data() : curl_easy_strerror(code);
        }
        exchange.body = std::move(body_);
        exchange.connected = std::max(seconds_of(handle, CURLINFO_CONNECT_TIME_T),
                                      seconds_of(handle, CURLINFO_APPCONNECT_TIME_T));
        const auto seconds_until = [this](Clock::time_point time) {
            return std::chrono::duration<double>(time - begun_).count();
        };
        if (answered_) exchange.first_byte = seconds_until(*answered_);
        // By the same clock, so that no part is longer than the whole.
        exchange.total = seconds_until(Clock::now());
        curl_header* field = nullptr;
        if (curl_easy_header(handle, "Server-Timing", 0, CURLH_HEADER, -1, &field) == CURLHE_OK)
            exchange.server = server_timing(field->value, "total");
        return exchange;
    }

  private:
    void add_header(const std::string& line) {
        curl_slist* longer = curl_slist_append(headers_.get(), line.c_str());
        if (longer == nullptr) throw std::bad_alloc();
        static_cast<void>(headers_.release());
        headers_.reset(longer);
    }

    std::unique_ptr<CURL, Free> handle_;
    std::unique_ptr<curl_mime, Free> form_;
    std::unique_ptr<curl_slist, Free> headers_;
    std::size_t index_;
    Clock::time_point begun_;
    std::optional<Clock::time_point> answered_;
    std::array<char, CURL_ERROR_SIZE> error_{};
    std::string body_;
};

void check(CURLMcode code) {
    if (code != CURLM_OK) throw std::runtime_error(std::string("libcurl: ") + curl_multi_strerror(code));
}

}  // namespace

std::string client_library() {
    return std::string("libcurl ") + curl_version_info(CURLVERSION_NOW)->version;
}

std::vector<Exchange> send(const std::vector<Request>& requests, std::size_t parallel,
                           Connections connections, const Credentials& credentials,
                           const std::function<void()>& ended) {
    std::vector<Exchange> exchanges(requests.size());
    const std::unique_ptr<CURLM, FreeMulti> multi(curl_multi_init());
    if (!multi) throw std::runtime_error("libcurl has no handle left");
    check(curl_multi_setopt(multi.get(), CURLMOPT_MAXCONNECTS,
                            static_cast<long>(std::max<std::size_t>(parallel, 1))));
    std::vector<std::unique_ptr<Transfer>> running;
    std::size_t next = 0;
    const auto begin_next = [&] {
        running.push_back(std::make_unique<Transfer>(requests[next], next, connections, credentials));
        running.back()->begin();
        check(curl_multi_add_handle(multi.get(), running.back()->handle()));
        ++next;
    };
    while (next < requests.size() && running.size() < std::max<std::size_t>(parallel, 1))
        begin_next();
    while (!running.empty()) {
        throw_if_interrupted();
        int still_running = 0;
        check(curl_multi_perform(multi.get(), &still_running));
        int left = 0;
        bool any_ended = false;
        while (const CURLMsg* message = curl_multi_info_read(multi.get(), &left)) {
            if (message->msg != CURLMSG_DONE) continue;
            // Both are gone with the handle.
            CURL* const handle = message->easy_handle;
            const CURLcode code = message->data.result;
            const auto transfer = std::find_if(running.begin(), running.end(),
                                               [&](const auto& each) { return each->handle() == handle; });
            exchanges[(*transfer)->index()] = (*transfer)->result(code);
            check(curl_multi_remove_handle(multi.get(), handle));
            running.erase(transfer);
            any_ended = true;
            ended();
            if (next < requests.size()) begin_next();
        }
        constexpr int longest_wait = 200;  // milliseconds, after which an interruption is seen
        if (!any_ended && !running.empty())
            check(curl_multi_poll(multi.get(), nullptr, 0, longest_wait, nullptr));
    }
    return exchanges;
}

}  // namespace gasworks::bench
