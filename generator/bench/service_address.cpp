#include "generator/bench/service_address.hpp"

#include <curl/curl.h>
#include <filesystem>
#include <memory>
#include <new>
#include <stdexcept>
#include <utility>

namespace gasworks::bench {

namespace {

struct Free {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
    void operator()(char* text) const { curl_free(text); }
};

/// A part of a URL; empty where it has none.
std::string part(CURLU* url, CURLUPart which) {
    char* text = nullptr;
    if (curl_url_get(url, which, &text, 0) != CURLUE_OK) return {};
    const std::unique_ptr<char, Free> owned(text);
    return text;
}

/// As a value in a URL's query.
std::string escaped(const std::string& text) {
    const std::unique_ptr<char, Free> safe(
        curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size())));
    if (!safe) throw std::bad_alloc();
    return safe.get();
}

}  // namespace

ServiceAddress::ServiceAddress(std::string url, std::string train)
    : base_(std::move(url)), train_(std::move(train)) {
    while (base_.ends_with('/') && !base_.ends_with("://"))
        base_.pop_back();
    const std::unique_ptr<CURLU, Free> parsed(curl_url());
    if (!parsed) throw std::bad_alloc();
    const bool is_url = curl_url_set(parsed.get(), CURLUPART_URL, base_.c_str(), 0) == CURLUE_OK;
    const std::string scheme = part(parsed.get(), CURLUPART_SCHEME);
    if (!is_url || (scheme != "http" && scheme != "https") || part(parsed.get(), CURLUPART_HOST).empty() ||
        !part(parsed.get(), CURLUPART_QUERY).empty() || !part(parsed.get(), CURLUPART_FRAGMENT).empty()) {
        throw std::runtime_error("'" + base_ + "' is not the URL of a service: http://HOST:PORT, or https");
    }
    if (part(parsed.get(), CURLUPART_PATH) == "/") base_ += "/cloudmesh";
}

Request ServiceAddress::request(const std::string& test, const std::string& workspace,
                                const std::string& picture) const {
    const std::string id = "id=" + escaped(workspace);
    if (test == "upload") return {"POST", base_ + "/upload?" + id, picture};
    if (test == "predict") {
        return {"GET", base_ + "/EigenfacesSVM/predict?image_file_paths=" +
                           escaped(std::filesystem::path(picture).filename().string()) + '&' + id};
    }
    // As the study's clients ask, and those of the services that came before.
    Request request{"GET", base_ + "/EigenfacesSVM/" + test + '?' + id};
    if (test == "train" && !train_.empty()) request.url += '&' + train_;
    return request;
}

Request ServiceAddress::deletion(const std::string& workspace) const {
    return {"DELETE", base_ + "/workspace?id=" + escaped(workspace)};
}

}  // namespace gasworks::bench
