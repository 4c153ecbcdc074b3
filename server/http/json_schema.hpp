#pragma once
#include <cstddef>
#include <memory>
#include <string_view>

#include <nlohmann/json.hpp>

#include "http/violations.hpp"

/// Schemas that are compared with JSON values as they are. Generated readers (http/json_values.hpp) check
/// what shapes a type; this is for keywords that say which values are valid and shape none: not, if,
/// contains, dependentRequired ...
namespace gasworks::http {

/// A schema of JSON Schema 2020-12, read once and then compared with values by several threads.
///
/// Of the dialect it has every keyword of validation and every one that applies schemas; `$ref` is '#' or a
/// JSON pointer within the schema itself ('#/$defs/Pet'), and schemas may contain themselves. A format that
/// http::Format has is checked, any other is not. It does not have $id, $anchor and $dynamicRef.
class JsonSchema {
  public:
    /// Throws std::invalid_argument, which names the keyword, when the text is not such a schema.
    explicit JsonSchema(std::string_view text);
    ~JsonSchema();
    JsonSchema(JsonSchema&&) noexcept;
    JsonSchema& operator=(JsonSchema&&) noexcept;
    JsonSchema(const JsonSchema&) = delete;
    JsonSchema& operator=(const JsonSchema&) = delete;

    /// Adds a violation for each thing that is wrong with the value; whether there was none. The work is
    /// limited to a thousand steps for each value within it, since alternatives that contain themselves could
    /// be tried without end, and to a thousand schemas within each other; a value that takes more is refused.
    bool check(const nlohmann::json& value, const Place& place, Violations& found) const;

  private:
    struct Rules;
    std::unique_ptr<Rules> rules_;
};

/// What `reader` reads, when the value is of the schema, too. The schema must outlive it.
template <class Reader>
struct AssertedReader {
    Reader reader;
    const JsonSchema* schema;

    auto operator()(const nlohmann::json& json, const Place& place, Violations& found) const {
        const bool valid = schema->check(json, place, found);
        auto value = reader(json, place, found);
        if (!valid) value.reset();
        return value;
    }
};

template <class Reader>
AssertedReader<Reader> asserted(Reader reader, const JsonSchema& schema) {
    return {std::move(reader), &schema};
}

}  // namespace gasworks::http
