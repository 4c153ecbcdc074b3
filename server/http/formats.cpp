#include "http/formats.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>

namespace gasworks::http {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Takes exactly `digits` decimal digits off the front.
std::optional<unsigned> take_number(std::string_view& text, std::size_t digits) {
    if (text.size() < digits || !std::all_of(text.begin(), text.begin() + digits, is_digit))
        return std::nullopt;
    unsigned value = 0;
    std::from_chars(text.data(), text.data() + digits, value);
    text.remove_prefix(digits);
    return value;
}

bool take(std::string_view& text, char expected) {
    if (text.empty() || text.front() != expected) return false;
    text.remove_prefix(1);
    return true;
}

bool take_date(std::string_view& text) {
    const auto year = take_number(text, 4);
    if (!year || !take(text, '-')) return false;
    const auto month = take_number(text, 2);
    if (!month || !take(text, '-')) return false;
    const auto day = take_number(text, 2);
    return day && std::chrono::year_month_day(std::chrono::year(static_cast<int>(*year)),
                                              std::chrono::month(*month), std::chrono::day(*day))
                      .ok();
}

bool take_hours_and_minutes(std::string_view& text) {
    const auto hour = take_number(text, 2);
    if (!hour || *hour > 23 || !take(text, ':')) return false;
    const auto minute = take_number(text, 2);
    return minute && *minute <= 59;
}

bool is_date_time(std::string_view text) {
    if (!take_date(text) || (!take(text, 'T') && !take(text, 't'))) return false;
    if (!take_hours_and_minutes(text) || !take(text, ':')) return false;
    const auto second = take_number(text, 2);
    if (!second || *second > 60) return false;  // 60: a leap second
    if (take(text, '.')) {
        const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
        if (end == text.begin()) return false;
        text.remove_prefix(static_cast<std::size_t>(end - text.begin()));
    }
    if (take(text, 'Z') || take(text, 'z')) return text.empty();
    return (take(text, '+') || take(text, '-')) && take_hours_and_minutes(text) && text.empty();
}

bool is_uuid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
        if (hyphen ? text[i] != '-' : !is_hex(text[i])) return false;
    }
    return true;
}

bool is_uri(std::string_view text) {
    constexpr std::string_view others = "-._~:/?#[]@!$&'()*+,;=";
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0 || !is_letter(text.front())) return false;
    const std::string_view scheme = text.substr(0, colon);
    if (!std::all_of(scheme.begin(), scheme.end(), [](char c) {
            return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
        })) {
        return false;
    }
    for (std::size_t i = colon + 1; i < text.size(); ++i) {
        if (text[i] == '%') {
            if (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2])) return false;
            i += 2;
        } else if (!is_letter(text[i]) && !is_digit(text[i]) &&
                   others.find(text[i]) == std::string_view::npos) {
            return false;
        }
    }
    return true;
}

bool is_host_name(std::string_view host) {
    if (host.empty() || host.size() > 253) return false;
    while (true) {
        const auto dot = host.find('.');
        const std::string_view label = host.substr(0, dot);
        if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
        if (!std::all_of(label.begin(), label.end(),
                         [](char c) { return is_letter(c) || is_digit(c) || c == '-'; })) {
            return false;
        }
        if (dot == std::string_view::npos) return true;
        host.remove_prefix(dot + 1);
    }
}

bool is_email(std::string_view text) {
    constexpr std::string_view others = "!#$%&'*+-/=?^_`{|}~.";
    const auto at = text.rfind('@');
    if (at == std::string_view::npos) return false;
    const std::string_view local = text.substr(0, at);
    if (local.empty() || local.size() > 64 || local.front() == '.' || local.back() == '.') return false;
    if (local.find("..") != std::string_view::npos) return false;
    return std::all_of(local.begin(), local.end(),
                       [&](char c) {
                           return is_letter(c) || is_digit(c) || others.find(c) != std::string_view::npos;
                       }) &&
           is_host_name(text.substr(at + 1));
}

bool is_base64(std::string_view text) {
    if (text.size() % 4 != 0) return false;
    for (int padding = 0; padding < 2 && !text.empty() && text.back() == '='; ++padding)
        text.remove_suffix(1);
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '/'; });
}

}  // namespace

Format format_named(std::string_view name) {
    if (name == "date") return Format::date;
    if (name == "date-time") return Format::date_time;
    if (name == "uuid") return Format::uuid;
    if (name == "uri") return Format::uri;
    if (name == "email") return Format::email;
    if (name == "byte") return Format::byte;
    return Format::none;
}

bool has_format(std::string_view text, Format format) {
    switch (format) {
        case Format::none:
            return true;
        case Format::date:
            return take_date(text) && text.empty();
        case Format::date_time:
            return is_date_time(text);
        case Format::uuid:
            return is_uuid(text);
        case Format::uri:
            return is_uri(text);
        case Format::email:
            return is_email(text);
        case Format::byte:
            return is_base64(text);
    }
    return false;
}

std::string_view description(Format format) {
    switch (format) {
        case Format::none:
            return "any text";
        case Format::date:
            return "a date such as 2026-02-28";
        case Format::date_time:
            return "a date and time such as 2026-02-28T23:59:59Z";
        case Format::uuid:
            return "a UUID such as 123e4567-e89b-12d3-a456-426614174000";
        case Format::uri:
            return "a URI such as https://example.org/a";
        case Format::email:
            return "an email address such as name@example.org";
        case Format::byte:
            return "base64 with padding";
    }
    return "any text";
}

}  // namespace gasworks::http
