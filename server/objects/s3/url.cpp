#include "objects/s3/url.hpp"

#include <algorithm>

namespace eigenfaces::service {
namespace {

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

}  // namespace

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    encoded.reserve(text.size() + 16);
    for (const char c : text) {
        if (is_unreserved(c)) {
            encoded += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        encoded += '%';
        encoded += digits[byte >> 4U];
        encoded += digits[byte & 15U];
    }
    return encoded;
}

// libcurl 7.88 (Debian 12) signs path and query as they are in the URL: it neither encodes nor sorts them,
// and signs "?uploads" so, where SigV4 has "uploads=". Later versions do some of that, and leave alone what
// has its canonical form. So: everything encoded, parameters sorted, '=' behind each.
std::string s3_url(const S3Settings& settings, std::string_view name, S3Query query) {
    std::string url = settings.endpoint;
    const std::string& bucket = settings.location.bucket;
    if (settings.bucket_in_host) {
        url.insert(url.find("://") + 3, bucket + '.');
    } else {
        url += '/' + bucket;
    }
    url += '/';
    for (std::string_view rest = name; !rest.empty();) {
        const auto slash = rest.find('/');
        url += percent_encoded(rest.substr(0, slash));
        if (slash == std::string_view::npos) break;
        url += '/';
        rest.remove_prefix(slash + 1);
    }
    for (auto& [key, value] : query) {
        key = percent_encoded(key);
        value = percent_encoded(value);
    }
    std::sort(query.begin(), query.end());
    char separator = '?';
    for (const auto& [key, value] : query) {
        url += separator + key + '=' + value;
        separator = '&';
    }
    return url;
}

}  // namespace eigenfaces::service
