#include "datasets/transfer.hpp"

#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <curl/curl.h>
#include <exception>
#include <memory>
#include <netinet/in.h>
#include <new>
#include <stdexcept>
#include <sys/socket.h>

#include "curl/handles.hpp"
#include "curl/running_transfer.hpp"

namespace eigenfaces::service {
namespace {

struct FreeUrl {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::optional<std::string> url_part(CURLU* url, CURLUPart part, unsigned flags = 0) {
    char* text = nullptr;
    if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return std::nullopt;
    std::string copy(text);
    curl_free(text);
    return copy;
}

std::unique_ptr<CURLU, FreeUrl> new_url() {
    std::unique_ptr<CURLU, FreeUrl> url(curl_url());
    if (!url) throw std::bad_alloc();
    return url;
}

/// The Location of the answer, resolved against the URL that was asked for; libcurl's own is known only after
/// the body.
std::string redirect_target(CURL* easy) {
    std::string location = curl::field(easy, "Location");
    char* asked = nullptr;
    curl_easy_getinfo(easy, CURLINFO_EFFECTIVE_URL, &asked);
    if (location.empty() || asked == nullptr) return {};
    const auto url = new_url();
    if (curl_url_set(url.get(), CURLUPART_URL, asked, CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) return {};
    // What can't be resolved is handed on as it is, to be refused by name.
    if (curl_url_set(url.get(), CURLUPART_URL, location.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
        return location;
    return url_part(url.get(), CURLUPART_URL).value_or(location);
}

void parse_content_range(std::string_view text, ResponseHead& head) {
    constexpr std::string_view unit = "bytes ";
    const auto slash = text.find('/');
    if (!text.starts_with(unit) || slash == std::string_view::npos) return;
    const std::string_view range = text.substr(unit.size(), slash - unit.size());
    head.range_total = curl::number_in(text.substr(slash + 1));
    head.range_start = curl::number_in(range.substr(0, range.find('-')));
}

/// One transfer's state, shared with libcurl's callback.
struct Exchange {
    CURL* easy = nullptr;
    const std::function<bool(const ResponseHead&)>& on_head;
    const std::function<bool(std::span<const std::byte>)>& on_bytes;
    std::stop_token stop;
    bool has_head = false;
    bool wants_body = false;
    bool declined = false;
    ResponseHead head;
    std::exception_ptr thrown;
    const AddressCheck& may_connect;
    std::string refused_address;

    void take_head() {
        has_head = true;
        long status = 0;
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        head.status = status == 0 ? 200 : static_cast<int>(status);
        curl_off_t length = -1;
        curl_easy_getinfo(easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
        if (length >= 0) head.content_length = static_cast<std::uint64_t>(length);
        head.redirect_url = redirect_target(easy);
        head.entity_tag = curl::field(easy, "ETag");
        head.last_modified = curl::field(easy, "Last-Modified");
        parse_content_range(curl::field(easy, "Content-Range"), head);
        wants_body = on_head(head);
        declined = !wants_body;
    }

    bool take_bytes(std::span<const std::byte> bytes) {
        if (stop.stop_requested()) return false;
        if (!has_head) take_head();
        if (wants_body && !on_bytes(bytes)) declined = true;
        return !declined;
    }
};

std::uint16_t port_of(const sockaddr& address) {
    // sin_port and sin6_port are at the same place.
    sockaddr_in common{};
    std::memcpy(&common, &address, offsetof(sockaddr_in, sin_addr));
    return ntohs(common.sin_port);
}

// No exception may cross libcurl's frames.
std::size_t receive(char* data, std::size_t, std::size_t count, void* user) {
    Exchange& exchange = *static_cast<Exchange*>(user);
    try {
        return exchange.take_bytes(std::as_bytes(std::span(data, count))) ? count : CURL_WRITEFUNC_ERROR;
    } catch (...) {
        exchange.thrown = std::current_exception();
        return CURL_WRITEFUNC_ERROR;
    }
}

// The last moment before a connection: whatever a name resolved to, this is the address that it would go to.
curl_socket_t open_socket(void* user, curlsocktype, curl_sockaddr* address) {
    Exchange& exchange = *static_cast<Exchange*>(user);
    try {
        const auto target = gasworks::net::IpAddress::of(address->addr);
        if (!target || !exchange.may_connect(*target, port_of(address->addr))) {
            exchange.refused_address = target ? target->text() : "an address that is not of the Internet";
            return CURL_SOCKET_BAD;
        }
    } catch (...) {
        exchange.thrown = std::current_exception();
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/// \return the headers, to be kept as long as the transfer
curl::HeaderList configure(CURL* easy, const TransferRequest& request) {
    curl::set(easy, CURLOPT_URL, request.url.c_str());
    curl::set(easy, CURLOPT_PROTOCOLS_STR, "http,https,file");
    curl::set(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl::set(easy, CURLOPT_USERAGENT, "gasworks");
    curl::set(easy, CURLOPT_NOSIGNAL, 1L);
    curl::set(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    // Without this, leaving waits for a running host name look-up, which may take many seconds.
    curl::set(easy, CURLOPT_QUICK_EXIT, 1L);
    curl::set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_timeout.count()));
    curl::set(easy, CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(request.minimum_rate));
    curl::set(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(request.minimum_rate_time.count()));
    curl::HeaderList headers;
    if (request.from > 0) {
        curl::set(easy, CURLOPT_RANGE, (std::to_string(request.from) + '-').c_str());
        if (!request.if_range.empty()) {
            headers.reset(curl_slist_append(nullptr, ("If-Range: " + request.if_range).c_str()));
            if (!headers) throw std::bad_alloc();
            curl::set(easy, CURLOPT_HTTPHEADER, headers.get());
        }
    }
    return headers;
}

TransferOutcome::End end_of(CURLcode code, bool has_head) {
    switch (code) {
        case CURLE_OK:
            return TransferOutcome::End::complete;
        case CURLE_PARTIAL_FILE:
        case CURLE_RECV_ERROR:
        case CURLE_GOT_NOTHING:
        case CURLE_HTTP2:
        case CURLE_HTTP2_STREAM:
            return TransferOutcome::End::interrupted;
        default:
            return has_head ? TransferOutcome::End::interrupted : TransferOutcome::End::not_reachable;
    }
}

}  // namespace

std::optional<UrlParts> parse_url(const std::string& url) {
    const auto parsed = new_url();
    if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) {
        return std::nullopt;
    }
    const auto scheme = url_part(parsed.get(), CURLUPART_SCHEME);
    if (!scheme) return std::nullopt;
    UrlParts parts;
    parts.scheme = *scheme;
    parts.has_credentials =
        url_part(parsed.get(), CURLUPART_USER) || url_part(parsed.get(), CURLUPART_PASSWORD);
    parts.host = url_part(parsed.get(), CURLUPART_HOST).value_or("");
    const auto port = url_part(parsed.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
    parts.port = static_cast<std::uint16_t>(port ? curl::number_in(*port).value_or(0) : 0);
    return parts;
}

TransferOutcome transfer(const CurlLibrary&, const TransferRequest& request,
                         const std::function<bool(const ResponseHead&)>& on_head,
                         const std::function<bool(std::span<const std::byte>)>& on_bytes,
                         std::stop_token stop) {
    const curl::Multi multi(curl_multi_init());
    const curl::Easy easy(curl_easy_init());
    if (!multi || !easy) throw std::bad_alloc();

    Exchange exchange{easy.get(),          on_head, on_bytes, stop, false, false, false, {}, nullptr,
                      request.may_connect, {}};
    std::array<char, CURL_ERROR_SIZE> reason{};
    const curl::HeaderList headers = configure(easy.get(), request);
    curl::set(easy.get(), CURLOPT_ERRORBUFFER, reason.data());
    curl::set(easy.get(), CURLOPT_WRITEDATA, static_cast<void*>(&exchange));
    curl::set(easy.get(), CURLOPT_WRITEFUNCTION, &receive);
    if (request.may_connect) {
        // A proxy would connect in our place, where nothing could be checked.
        curl::set(easy.get(), CURLOPT_PROXY, "");
        curl::set(easy.get(), CURLOPT_OPENSOCKETDATA, static_cast<void*>(&exchange));
        curl::set(easy.get(), CURLOPT_OPENSOCKETFUNCTION, &open_socket);
    }

    std::optional<CURLcode> code;
    {
        curl::RunningTransfer running(multi.get(), easy.get());
        code = running.finish(stop);
        // Only a body brings the head to the callback; an answer without one is complete here.
        if (code == CURLE_OK && !exchange.has_head) exchange.take_head();
    }
    if (exchange.thrown) std::rethrow_exception(exchange.thrown);

    TransferOutcome outcome;
    outcome.head = exchange.head;
    if (exchange.declined) {
        outcome.end = TransferOutcome::End::declined;
    } else if (!code) {
        outcome.end = TransferOutcome::End::cancelled;
    } else {
        outcome.end = end_of(*code, exchange.has_head);
        if (outcome.end == TransferOutcome::End::not_reachable)
            outcome.refused_address = exchange.refused_address;
        outcome.detail = reason.front() != '\0' ? reason.data() : curl_easy_strerror(*code);
    }
    return outcome;
}

}  // namespace eigenfaces::service
