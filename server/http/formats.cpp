#include "http/formats.hpp"

#include <algorithm>
#include <array>
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

bool is_date(std::string_view text) {
    return take_date(text) && text.empty();
}

bool take_hours_and_minutes(std::string_view& text) {
    const auto hour = take_number(text, 2);
    if (!hour || *hour > 23 || !take(text, ':')) return false;
    const auto minute = take_number(text, 2);
    return minute && *minute <= 59;
}

bool is_time(std::string_view text) {
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

bool is_date_time(std::string_view text) {
    return take_date(text) && (take(text, 'T') || take(text, 't')) && is_time(text);
}

// A number with one of these units, which come in this order and may be left out; at least one.
bool take_units(std::string_view& text, std::string_view units) {
    const std::size_t before = text.size();
    while (!text.empty() && is_digit(text.front())) {
        const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
        if (end == text.end()) return false;
        const auto unit = units.find(*end);
        if (unit == std::string_view::npos) return false;
        units.remove_prefix(unit + 1);
        text.remove_prefix(static_cast<std::size_t>(end - text.begin()) + 1);
    }
    return text.size() != before;
}

bool is_duration(std::string_view text) {
    if (!take(text, 'P')) return false;
    if (text.ends_with('W')) return take_units(text, "W") && text.empty();
    const bool date = take_units(text, "YMD");
    if (text.empty()) return date;
    return take(text, 'T') && take_units(text, "HMS") && text.empty();
}

bool is_uuid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
        if (hyphen ? text[i] != '-' : !is_hex(text[i])) return false;
    }
    return true;
}

// Nothing but what a URI consists of, and whole percent signs.
bool has_characters_of_uri(std::string_view text) {
    constexpr std::string_view others = "-._~:/?#[]@!$&'()*+,;=";
    for (std::size_t i = 0; i < text.size(); ++i) {
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

bool is_uri(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0 || !is_letter(text.front())) return false;
    const std::string_view scheme = text.substr(0, colon);
    if (!std::all_of(scheme.begin(), scheme.end(), [](char c) {
            return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
        })) {
        return false;
    }
    return has_characters_of_uri(text.substr(colon + 1));
}

bool is_uri_reference(std::string_view text) {
    if (is_uri(text)) return true;
    // Without a scheme, the first segment of a path has no colon (RFC 3986, 4.2).
    const std::string_view first = text.substr(0, text.find_first_of("/?#"));
    return first.find(':') == std::string_view::npos && has_characters_of_uri(text);
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

bool is_ipv4(std::string_view text) {
    for (int part = 0; part < 4; ++part) {
        if (part != 0 && !take(text, '.')) return false;
        const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
        const auto digits = static_cast<std::size_t>(end - text.begin());
        unsigned value = 0;
        std::from_chars(text.data(), text.data() + digits, value);
        // A zero in front would be octal to some readers.
        if (digits == 0 || digits > 3 || value > 255 || (digits > 1 && text.front() == '0')) return false;
        text.remove_prefix(digits);
    }
    return text.empty();
}

// Groups of up to four hexadecimal digits with colons between, the last of which may be an IPv4 address; how
// many groups of 16 bits that is, nothing when it is something else.
std::optional<std::size_t> groups_of_ipv6(std::string_view text) {
    std::size_t count = 0;
    while (!text.empty()) {
        const auto colon = text.find(':');
        const std::string_view group = text.substr(0, colon);
        if (colon == std::string_view::npos && group.find('.') != std::string_view::npos)
            return is_ipv4(group) ? std::optional(count + 2) : std::nullopt;
        if (group.empty() || group.size() > 4 || !std::all_of(group.begin(), group.end(), is_hex))
            return std::nullopt;
        ++count;
        if (colon == std::string_view::npos) return count;
        text.remove_prefix(colon + 1);
        if (text.empty()) return std::nullopt;
    }
    return count;
}

bool is_ipv6(std::string_view text) {
    const auto gap = text.find("::");
    if (gap == std::string_view::npos) return groups_of_ipv6(text) == 8;
    const std::string_view front = text.substr(0, gap);
    const auto before = groups_of_ipv6(front);
    const auto after = groups_of_ipv6(text.substr(gap + 2));
    return before && after && front.find('.') == std::string_view::npos && *before + *after < 8;
}

bool is_base64(std::string_view text) {
    if (text.size() % 4 != 0) return false;
    for (int padding = 0; padding < 2 && !text.empty() && text.back() == '='; ++padding)
        text.remove_suffix(1);
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '/'; });
}

struct Named {
    std::string_view name;
    Format format;
    bool (*check)(std::string_view);
    std::string_view description;
};

constexpr std::array<Named, 12> formats = {{
    {"date", Format::date, is_date, "a date such as 2026-02-28"},
    {"date-time", Format::date_time, is_date_time, "a date and time such as 2026-02-28T23:59:59Z"},
    {"time", Format::time, is_time, "a time such as 23:59:59Z"},
    {"duration", Format::duration, is_duration, "a duration such as P1DT12H"},
    {"uuid", Format::uuid, is_uuid, "a UUID such as 123e4567-e89b-12d3-a456-426614174000"},
    {"uri", Format::uri, is_uri, "a URI such as https://example.org/a"},
    {"uri-reference", Format::uri_reference, is_uri_reference, "a URI or a part of one such as ../a?b"},
    {"email", Format::email, is_email, "an email address such as name@example.org"},
    {"hostname", Format::hostname, is_host_name, "a host name such as example.org"},
    {"ipv4", Format::ipv4, is_ipv4, "an IPv4 address such as 192.0.2.1"},
    {"ipv6", Format::ipv6, is_ipv6, "an IPv6 address such as 2001:db8::1"},
    {"byte", Format::byte, is_base64, "base64 with padding"},
}};

const Named* find(Format format) {
    const auto* known = std::find_if(formats.begin(), formats.end(),
                                     [&](const Named& named) { return named.format == format; });
    return known == formats.end() ? nullptr : known;
}

}  // namespace

Format format_named(std::string_view name) {
    const auto* known =
        std::find_if(formats.begin(), formats.end(), [&](const Named& named) { return named.name == name; });
    return known == formats.end() ? Format::none : known->format;
}

bool has_format(std::string_view text, Format format) {
    const Named* known = find(format);
    return known == nullptr || known->check(text);
}

std::string_view description(Format format) {
    const Named* known = find(format);
    return known == nullptr ? "any text" : known->description;
}

}  // namespace gasworks::http
