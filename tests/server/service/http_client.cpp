#include "tests/server/service/http_client.hpp"

#include <algorithm>
#include <curl/curl.h>
#include <memory>
#include <stdexcept>

#include "tests/server/service/patience.hpp"

namespace {

std::size_t take_body(const char* bytes, std::size_t size, std::size_t count, void* target) {
    static_cast<std::string*>(target)->append(bytes, size * count);
    return size * count;
}

std::size_t take_header(const char* bytes, std::size_t size, std::size_t count, void* target) {
    const std::string line(bytes, size * count);
    const auto colon = line.find(':');
    if (colon != std::string::npos) {
        std::string name = line.substr(0, colon);
        std::transform(name.begin(), name.end(), name.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        const auto begin = line.find_first_not_of(' ', colon + 1);
        const auto end = line.find_last_not_of("\r\n");
        static_cast<Answer*>(target)->headers[name] =
            begin == std::string::npos || end < begin ? "" : line.substr(begin, end - begin + 1);
    }
    return size * count;
}

class Transfer {
  public:
    explicit Transfer(const std::string& url)
        : curl_(curl_easy_init(), curl_easy_cleanup), fields_(nullptr, curl_slist_free_all) {
        curl_easy_setopt(curl_.get(), CURLOPT_URL, url.c_str());
        // A training may be what is waited for; a test ends after five minutes.
        curl_easy_setopt(curl_.get(), CURLOPT_TIMEOUT, static_cast<long>(patience.count() * 4));
        curl_easy_setopt(curl_.get(), CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(curl_.get(), CURLOPT_PATH_AS_IS, 1L);
    }
    CURL* get() { return curl_.get(); }
    void headers(const RequestHeaders& headers) {
        for (const std::string& header : headers) {
            curl_slist* longer = curl_slist_append(fields_.get(), header.c_str());
            static_cast<void>(fields_.release());
            fields_.reset(longer);
        }
        curl_easy_setopt(curl_.get(), CURLOPT_HTTPHEADER, fields_.get());
    }
    Answer perform() {
        Answer answer;
        curl_easy_setopt(curl_.get(), CURLOPT_WRITEFUNCTION, take_body);
        curl_easy_setopt(curl_.get(), CURLOPT_WRITEDATA, &answer.body);
        curl_easy_setopt(curl_.get(), CURLOPT_HEADERFUNCTION, take_header);
        curl_easy_setopt(curl_.get(), CURLOPT_HEADERDATA, &answer);
        const CURLcode code = curl_easy_perform(curl_.get());
        if (code != CURLE_OK) throw std::runtime_error(curl_easy_strerror(code));
        curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &answer.status);
        return answer;
    }

  private:
    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl_;
    std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> fields_;
};

}  // namespace

Answer http_get(const std::string& url, const RequestHeaders& headers) {
    Transfer transfer(url);
    transfer.headers(headers);
    return transfer.perform();
}

Answer http_request(const std::string& method, const std::string& url, const RequestHeaders& headers,
                    const std::string& body) {
    Transfer transfer(url);
    transfer.headers(headers);
    curl_easy_setopt(transfer.get(), CURLOPT_CUSTOMREQUEST, method.c_str());
    if (method == "HEAD") curl_easy_setopt(transfer.get(), CURLOPT_NOBODY, 1L);
    if (!body.empty()) {
        curl_easy_setopt(transfer.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
        curl_easy_setopt(transfer.get(), CURLOPT_POSTFIELDS, body.data());
    }
    return transfer.perform();
}

Answer http_upload(const std::string& url, const std::vector<FormFile>& files,
                   const RequestHeaders& headers) {
    Transfer transfer(url);
    transfer.headers(headers);
    const std::unique_ptr<curl_mime, decltype(&curl_mime_free)> form(curl_mime_init(transfer.get()),
                                                                     curl_mime_free);
    for (const FormFile& file : files) {
        curl_mimepart* part = curl_mime_addpart(form.get());
        curl_mime_name(part, file.part.c_str());
        curl_mime_filename(part, file.file_name.c_str());
        curl_mime_data(part, file.bytes.data(), file.bytes.size());
    }
    curl_easy_setopt(transfer.get(), CURLOPT_MIMEPOST, form.get());
    return transfer.perform();
}
