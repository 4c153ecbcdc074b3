#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

namespace gasworks::http {

/// What a JSON text may cost before its content is looked at.
struct JsonLimits {
    std::size_t depth = 64;          ///< arrays and objects within each other
    std::size_t values = 1'000'000;  ///< values of every kind; each takes about 16 bytes and more
};

/// Reads one JSON text (RFC 8259) in linear time. Stricter than the grammar: a name that occurs twice in an
/// object is an error, because readers disagree on which one counts. The error is one sentence with line and
/// column.
tl::expected<nlohmann::json, std::string> parse_json(std::string_view text, JsonLimits limits = {});

/// The text of a value. Strings that are not UTF-8 are sent with U+FFFD in the place of each wrong byte.
std::string json_text(const nlohmann::json& value);

}  // namespace gasworks::http
