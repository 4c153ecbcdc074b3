#include "objects/s3/google_signature.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <ctime>
#include <map>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdexcept>

#include "digest/sha256.hpp"

namespace eigenfaces::service {
namespace {

constexpr std::string_view algorithm = "GOOG4-HMAC-SHA256";

std::string_view text_of(const Sha256& digest) {
    return {reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()};
}

Sha256 hmac(std::string_view key, std::string_view message) {
    Sha256 digest;
    unsigned size = 0;
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
             reinterpret_cast<const unsigned char*>(message.data()), message.size(), digest.bytes.data(),
             &size) == nullptr ||
        size != digest.bytes.size()) {
        throw std::runtime_error("OpenSSL makes no HMAC-SHA-256");
    }
    return digest;
}

/// "20261128T203545Z"
std::string text_of(std::chrono::system_clock::time_point moment) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(moment);
    std::tm parts{};
    std::array<char, 17> text{};
    if (::gmtime_r(&seconds, &parts) == nullptr ||
        std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &parts) != text.size() - 1) {
        throw std::runtime_error("the clock tells no time that can be written");
    }
    return text.data();
}

struct UrlParts {
    std::string_view host;  ///< with the port, where there is one
    std::string_view path;
    std::string_view query;
};

UrlParts parts_of(std::string_view url) {
    url.remove_prefix(url.find("://") + 3);
    const std::string_view host = url.substr(0, url.find('/'));
    url.remove_prefix(host.size());
    const std::string_view path = url.substr(0, url.find('?'));
    url.remove_prefix(path.size());
    return {host, path, url.empty() ? url : url.substr(1)};
}

/// By their names in lower case, which is the order that is signed.
std::map<std::string, std::string_view> by_name(std::span<const std::string> headers) {
    std::map<std::string, std::string_view> sorted;
    for (const std::string& header : headers) {
        const auto colon = header.find(": ");
        std::string name = header.substr(0, colon);
        std::transform(name.begin(), name.end(), name.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        sorted.emplace(std::move(name), std::string_view(header).substr(colon + 2));
    }
    return sorted;
}

}  // namespace

std::vector<std::string> google_signature(const S3Settings& settings, std::string_view method,
                                          std::string_view url, std::span<const std::string> headers,
                                          std::string_view body_sha256,
                                          std::chrono::system_clock::time_point now) {
    const UrlParts parts = parts_of(url);
    const std::string time = text_of(now);
    const std::string date = time.substr(0, time.find('T'));
    // What is signed as the host has to be what is sent, which libcurl would shorten by a usual port.
    std::vector<std::string> own = {"Host: " + std::string(parts.host), "x-goog-date: " + time};

    std::vector<std::string> all(headers.begin(), headers.end());
    all.insert(all.end(), own.begin(), own.end());
    std::string names;
    std::string request =
        std::string(method) + '\n' + std::string(parts.path) + '\n' + std::string(parts.query) + '\n';
    for (const auto& [name, value] : by_name(all)) {
        names += (names.empty() ? "" : ";") + name;
        request += name + ':' + std::string(value) + '\n';
    }
    request += '\n' + names + '\n' + std::string(body_sha256);

    constexpr std::string_view service = "storage";
    constexpr std::string_view end_of_scope = "goog4_request";
    const std::string scope =
        date + '/' + settings.region + '/' + std::string(service) + '/' + std::string(end_of_scope);
    const std::string to_sign =
        std::string(algorithm) + '\n' + time + '\n' + scope + '\n' + sha256_of(request).hex();
    Sha256 key = hmac("GOOG4" + settings.credentials.secret_access_key, date);
    for (const std::string_view part : {std::string_view(settings.region), service, end_of_scope})
        key = hmac(text_of(key), part);
    own.push_back("Authorization: " + std::string(algorithm) +
                  " Credential=" + settings.credentials.access_key_id + '/' + scope +
                  ", SignedHeaders=" + names + ", Signature=" + hmac(text_of(key), to_sign).hex());
    return own;
}

}  // namespace eigenfaces::service
