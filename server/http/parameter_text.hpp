#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/parameter.hpp"
#include "http/violations.hpp"

namespace gasworks::http {

/// What stands for a character in a text that was sent.
enum class Encoding {
    none,     ///< as it is: header fields
    percent,  ///< %XX: paths and cookies
    form      ///< %XX, and "+" for a space: queries and forms
};

/// The JSON value of one text that was sent for a parameter, as its style and shape say: every style but the
/// exploded forms and deep objects, which are several pairs. Nothing, after saying what is wrong, when the
/// text does not fit.
std::optional<nlohmann::json> value_of(const Parameter& parameter, std::string_view text, Encoding encoding,
                                       const Place& place, Violations& found);

/// The value of several texts, each an item.
std::optional<nlohmann::json> items_of(const Parameter& parameter, const std::vector<std::string_view>& texts,
                                       Encoding encoding, const Place& place, Violations& found);

/// Puts the value of one text as a property into an object: as a value of its type, or as a violation when
/// the object does not have it or has it already.
void put_property(const Parameter& object, const std::string& name, std::string_view text, Encoding encoding,
                  const Place& place, Violations& found, nlohmann::json& result);

/// "a, b, c"
std::string names_of(const std::vector<Parameter>& properties);

}  // namespace gasworks::http
