#pragma once
#include <cstdint>
#include <curl/curl.h>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace eigenfaces::service::curl {

struct FreeEasy {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Easy = std::unique_ptr<CURL, FreeEasy>;

struct FreeMulti {
    void operator()(CURLM* handle) const { curl_multi_cleanup(handle); }
};
using Multi = std::unique_ptr<CURLM, FreeMulti>;

struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
/// Header lines of a request.
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

/// Throws std::bad_alloc, and std::runtime_error for an option that libcurl does not take.
template <typename Value>
void set(CURL* easy, CURLoption option, Value value) {
    const CURLcode code = curl_easy_setopt(easy, option, value);
    if (code == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
    if (code != CURLE_OK) throw std::runtime_error(std::string("libcurl: ") + curl_easy_strerror(code));
}

/// Throws std::bad_alloc.
void add(HeaderList& list, const std::string& line);

/// A field of the answer; empty where it has none of this name.
std::string field(CURL* easy, const char* name);

/// A field's whole value as a decimal number; nothing for anything else.
std::optional<std::uint64_t> number_in(std::string_view value);

}  // namespace eigenfaces::service::curl
