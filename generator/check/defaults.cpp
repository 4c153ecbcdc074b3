#include "generator/check/defaults.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include "generator/document/json.hpp"
#include "http/json_schema.hpp"
#include "http/json_values.hpp"

namespace gasworks::generator {

namespace {

// The schema's rules are the run time's, so that a default is refused exactly where a client's value would
// be.
std::optional<std::string> why_refused(const Schema& schema, const nlohmann::json& value) {
    http::Violations found;
    const http::Place place = http::Place::body();
    const auto number = [](const std::optional<std::string>& text) {
        return text ? std::optional(std::strtod(text->c_str(), nullptr)) : std::nullopt;
    };
    if (schema.type == Schema::Type::integer) {
        http::IntegerReader{schema.minimum_integer, schema.maximum_integer, schema.multiple_of_integer,
                            schema.allowed_integers}(value, place, found);
    } else if (schema.type == Schema::Type::number) {
        http::NumberReader{number(schema.minimum), number(schema.maximum), schema.exclusive_minimum,
                           schema.exclusive_maximum, number(schema.multiple_of)}(value, place, found);
    } else if (schema.type == Schema::Type::string) {
        std::optional<http::Pattern> pattern;
        if (schema.pattern) pattern.emplace(*schema.pattern);
        http::StringReader{schema.min_length, schema.max_length, pattern ? &*pattern : nullptr,
                           http::format_named(schema.format)}(value, place, found);
    }
    if (found.empty()) return std::nullopt;
    return found.kept().front().detail;
}

}  // namespace

std::optional<std::string> why_no_default(const Schema& schema, const Node& value) {
    const auto wrong_kind = [&](std::string_view expected) {
        return "must be " + std::string(expected) + ", not " + std::string(kind_name(value.kind));
    };
    switch (schema.type) {
        case Schema::Type::boolean:
            if (!value.is(Node::Kind::boolean)) return wrong_kind("true or false");
            return std::nullopt;
        case Schema::Type::string:
            if (!value.is(Node::Kind::string)) return wrong_kind("text; put it in quotes");
            if (schema.is_enumeration()) {
                if (std::find(schema.words.begin(), schema.words.end(), value.text) != schema.words.end()) {
                    return std::nullopt;
                }
                return "is not one of the values of 'enum'";
            }
            return why_refused(schema, value.text);
        case Schema::Type::integer:
            if (!value.is(Node::Kind::integer)) return wrong_kind("an integer");
            return why_refused(schema, nlohmann::json::parse(value.text));
        case Schema::Type::number:
            if (!value.is(Node::Kind::integer) && !value.is(Node::Kind::number))
                return wrong_kind("a number");
            return why_refused(schema, nlohmann::json::parse(value.text));
        case Schema::Type::array:
        case Schema::Type::object:
        case Schema::Type::any:
        case Schema::Type::alternatives:
            break;
    }
    throw std::logic_error("the default of what is no scalar is compared with its schema");
}

std::optional<std::string> why_refused(const std::string& schema, const Node& value) {
    http::Violations found;
    const http::Place place = http::Place::body();
    if (http::JsonSchema(schema).check(nlohmann::json::parse(json_of(value)), place, found))
        return std::nullopt;
    const http::Violation& first = found.kept().front();
    return (first.name.empty() ? "" : "at " + first.name + " ") + first.detail;
}

}  // namespace gasworks::generator
