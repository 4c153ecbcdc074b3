#include "curl/curl_library.hpp"

#include <curl/curl.h>
#include <stdexcept>
#include <string>

namespace eigenfaces::service {

CurlLibrary::CurlLibrary() {
    const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (code != CURLE_OK) {
        throw std::runtime_error(std::string("cannot initialise libcurl: ") + curl_easy_strerror(code));
    }
}

CurlLibrary::~CurlLibrary() {
    curl_global_cleanup();
}

}  // namespace eigenfaces::service
