#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gasworks::http {

/// A media type or range with its parameters (RFC 9110, 8.3.1): text/plain;charset=utf-8.
struct MediaType {
    std::string type;     ///< lower case; "*" in a range
    std::string subtype;  ///< lower case; "*" in a range
    /// Names in lower case, values without their quotes, in order.
    std::vector<std::pair<std::string, std::string>> parameters;

    std::string essence() const { return type + "/" + subtype; }
    std::optional<std::string_view> parameter(std::string_view name) const;
};

/// Nothing when the text is not a media type.
std::optional<MediaType> parse_media_type(std::string_view text);

/// Whether the type is the range's: "image/png" and "image/*" or "*/*" or itself. Parameters are not
/// compared.
bool is_within(const MediaType& type, std::string_view range);

/// Reads what many header fields are made of: a value, then parameters (RFC 9110, 5.6.6), for example
/// `form-data; name="a;b"; filename=c`. The value is not looked into.
struct ParameterizedValue {
    std::string value;
    std::vector<std::pair<std::string, std::string>> parameters;
};
std::optional<ParameterizedValue> parse_parameterized(std::string_view text);

/// Splits a list at its commas, not at those within quotes; items are trimmed, empty ones left out.
std::vector<std::string_view> list_items(std::string_view text);

}  // namespace gasworks::http
