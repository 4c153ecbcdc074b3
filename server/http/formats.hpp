#pragma once
#include <string_view>

namespace gasworks::http {

/// The formats of strings that are checked, after OpenAPI's registry and JSON Schema 2020-12 (7.3).
enum class Format {
    none,
    date,           ///< RFC 3339 full-date: 2026-02-28
    date_time,      ///< RFC 3339 date-time: 2026-02-28T23:59:59.5+01:00
    time,           ///< RFC 3339 full-time: 23:59:59.5+01:00
    duration,       ///< RFC 3339, appendix A: P1DT12H
    uuid,           ///< RFC 4122: 8-4-4-4-12 hexadecimal digits
    uri,            ///< RFC 3986, with a scheme
    uri_reference,  ///< RFC 3986: a URI, or a part of one such as ../a?b
    email,          ///< local part, "@", host name
    hostname,       ///< RFC 1123
    ipv4,           ///< RFC 2673, 3.2: 192.0.2.1
    ipv6,           ///< RFC 4291, 2.2: 2001:db8::1
    byte            ///< base64 with padding (RFC 4648, 4)
};

/// The format of this name in a document; `none` for names that are not checked (password, binary).
Format format_named(std::string_view name);

bool has_format(std::string_view text, Format format);

/// For messages: "a date such as 2026-02-28".
std::string_view description(Format format);

}  // namespace gasworks::http
