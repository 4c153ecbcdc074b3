#include "http/response_head.hpp"

#include <array>
#include <ctime>

namespace gasworks::http {

namespace {

/// RFC 9110, 5.6.7. Made once a second and thread.
const std::string& date_now() {
    thread_local std::time_t second = 0;
    thread_local std::string text;
    const std::time_t now = std::time(nullptr);
    if (now != second || text.empty()) {
        std::tm parts{};
        gmtime_r(&now, &parts);
        constexpr std::array<const char*, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
        constexpr std::array<const char*, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        std::array<char, 64> buffer{};
        const std::size_t size =
            std::strftime(buffer.data(), buffer.size(), "%d XXX %Y %H:%M:%S GMT", &parts);
        text = std::string(days[static_cast<std::size_t>(parts.tm_wday)]) + ", " +
               std::string(buffer.data(), size);
        text.replace(text.find("XXX"), 3, months[static_cast<std::size_t>(parts.tm_mon)]);
        second = now;
    }
    return text;
}

void add_field(std::string& head, std::string_view name, std::string_view value) {
    head += name;
    head += ": ";
    for (const char c : value)
        head += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
    head += "\r\n";
}

bool has_length(int status) {
    return status >= 200 && status != 204 && status != 304;
}

}  // namespace

bool has_body(int status, std::string_view method) {
    return has_length(status) && method != "HEAD";
}

std::string response_head(const Response& response, bool keep_alive) {
    std::string head;
    head.reserve(512);
    head += "HTTP/1.1 ";
    head += std::to_string(response.status);
    head += ' ';
    head += reason_phrase(response.status);
    head += "\r\n";
    for (const auto& [name, value] : response.headers)
        add_field(head, name, value);
    add_field(head, "Date", date_now());
    add_field(head, "Connection", keep_alive ? "keep-alive" : "close");
    if (has_length(response.status) && !stream_of(response.body)) {
        add_field(head, "Content-Length", std::to_string(bytes_of(response.body).size()));
    }
    head += "\r\n";
    return head;
}

}  // namespace gasworks::http
