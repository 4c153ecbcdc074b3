#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <stdexcept>
#include <utility>

#include "generator/check/rewriting.hpp"
#include "generator/check/schemas.hpp"
#include "http/json_values.hpp"

namespace gasworks::generator {

namespace {

// What is above 2^63 - 1 is not held, so that this is the most of uint64, too.
std::pair<std::int64_t, std::int64_t> range_of(std::string_view format) {
    const auto range = [](auto type) -> std::pair<std::int64_t, std::int64_t> {
        using Limits = std::numeric_limits<decltype(type)>;
        return {Limits::min(), Limits::max()};
    };
    if (format == "int8") return range(std::int8_t());
    if (format == "int16") return range(std::int16_t());
    if (format == "int32") return range(std::int32_t());
    if (format == "uint8") return range(std::uint8_t());
    if (format == "uint16") return range(std::uint16_t());
    if (format == "uint32") return range(std::uint32_t());
    return {format == "uint64" ? 0 : std::numeric_limits<std::int64_t>::min(),
            std::numeric_limits<std::int64_t>::max()};
}

}  // namespace

void SchemaChecker::read_string(Fields& fields, Schema& schema) {
    schema.min_length = fields.count("minLength").value_or(0);
    schema.max_length = fields.count("maxLength");
    if (schema.max_length && *schema.max_length < schema.min_length) {
        diagnostics_.error(fields.node().position, "no string has minLength " +
                                                       std::to_string(schema.min_length) + " and maxLength " +
                                                       std::to_string(*schema.max_length));
    }
    schema.pattern = fields.text("pattern");
    const bool limited = schema.min_length != 0 || schema.max_length || schema.pattern;
    if (limited && schema.is_binary()) {
        diagnostics_.error(
            fields.node().position,
            "minLength, maxLength and pattern are not supported for binary content; remove them");
    }
    std::optional<http::Pattern> pattern;
    if (schema.pattern) {
        try {
            pattern.emplace(*schema.pattern);
        } catch (const std::invalid_argument& error) {
            diagnostics_.error(fields.node().find("pattern")->position, error.what());
            schema.pattern.reset();
        }
    }
    if (!schema.is_enumeration() || !limited) return;
    const http::StringReader limits{schema.min_length, schema.max_length, pattern ? &*pattern : nullptr};
    std::erase_if(schema.words, [&](const std::string& word) {
        http::Violations found;
        if (limits(word, http::Place::body(), found)) return false;
        diagnostics_.warning(fields.node().find("enum")->position,
                             "'" + word + "' of 'enum' is never valid: it " + found.kept().front().detail);
        return true;
    });
    if (schema.words.empty()) diagnostics_.error(fields.node().position, "no value of 'enum' is valid here");
}

std::optional<std::int64_t> SchemaChecker::integer_bound(Fields& fields, std::string_view key) {
    const Node* bound = fields.take(key);
    if (bound == nullptr) return std::nullopt;
    if (bound->is(Node::Kind::integer)) return std::strtoll(bound->text.c_str(), nullptr, 10);
    // 1.0 and 1e2 are integers in JSON Schema. Up to 2^53 every integer is a double.
    if (bound->is(Node::Kind::number)) {
        const double value = number(*bound);
        if (value == std::trunc(value) && std::abs(value) <= 0x1p53) return static_cast<std::int64_t>(value);
    }
    diagnostics_.error(bound->position, "'" + std::string(key) + "' of an integer is an integer, not " +
                                            std::string(kind_name(bound->kind)));
    return std::nullopt;
}

void SchemaChecker::read_integer(Fields& fields, Schema& schema) {
    using Range = std::numeric_limits<std::int64_t>;
    const auto [least, most] = range_of(schema.format);
    const auto minimum = integer_bound(fields, "minimum");
    const auto maximum = integer_bound(fields, "maximum");
    const bool above = fields.boolean("exclusiveMinimum", false);
    const bool below = fields.boolean("exclusiveMaximum", false);
    schema.minimum_integer = std::max(least, minimum.value_or(least));
    schema.maximum_integer = std::min(most, maximum.value_or(most));
    if (minimum && above && schema.minimum_integer < Range::max()) ++schema.minimum_integer;
    if (maximum && below && schema.maximum_integer > Range::min()) --schema.maximum_integer;
    if (schema.minimum_integer > schema.maximum_integer) {
        diagnostics_.error(fields.node().position, "no integer is within these bounds");
        schema.minimum_integer = least;
        schema.maximum_integer = most;
    }
    schema.multiple_of_integer = integer_bound(fields, "multipleOf");
    if (schema.multiple_of_integer && *schema.multiple_of_integer <= 0) {
        diagnostics_.error(fields.node().find("multipleOf")->position, "'multipleOf' is greater than 0");
        schema.multiple_of_integer.reset();  // what follows divides by it
    }
    for (const std::int64_t value : schema.allowed_integers) {
        if (value < schema.minimum_integer || value > schema.maximum_integer) {
            diagnostics_.error(fields.node().find("enum")->position,
                               std::to_string(value) + " of 'enum' is outside of the other bounds");
        }
    }
}

void SchemaChecker::read_number(Fields& fields, Schema& schema) {
    const auto bound = [&](std::string_view key) -> std::optional<std::string> {
        const Node* value = fields.take(key);
        if (value == nullptr) return std::nullopt;
        if (value->is(Node::Kind::integer) || value->is(Node::Kind::number)) return value->text;
        diagnostics_.error(value->position, "'" + std::string(key) + "' is a number, not " +
                                                std::string(kind_name(value->kind)));
        return std::nullopt;
    };
    schema.minimum = bound("minimum");
    schema.maximum = bound("maximum");
    schema.exclusive_minimum = fields.boolean("exclusiveMinimum", false);
    schema.exclusive_maximum = fields.boolean("exclusiveMaximum", false);
    schema.multiple_of = bound("multipleOf");
    const auto value = [](const std::string& text) { return std::strtod(text.c_str(), nullptr); };
    if (schema.minimum && schema.maximum && value(*schema.minimum) > value(*schema.maximum)) {
        diagnostics_.error(fields.node().position, "no number is within these bounds");
    }
    if (schema.multiple_of && value(*schema.multiple_of) <= 0) {
        diagnostics_.error(fields.node().find("multipleOf")->position, "'multipleOf' is greater than 0");
    }
}

}  // namespace gasworks::generator
