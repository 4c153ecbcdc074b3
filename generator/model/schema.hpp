#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "generator/document/node.hpp"

namespace gasworks::generator {

/// A checked schema. References are resolved: two uses of one component are one Schema.
struct Schema {
    enum class Type { any, string, integer, number, boolean, array, object, alternatives };

    struct Property {
        std::string name;
        const Schema* schema = nullptr;
        bool required = false;
        bool boxed = false;  ///< its value would contain the object, so that it is kept apart (http::Box)
    };

    /// One of oneOf or anyOf.
    struct Alternative {
        const Schema* schema = nullptr;
        std::string name;               ///< of its component, or one of ours
        std::vector<std::string> tags;  ///< the values of the discriminator that stand for it
    };

    /// What an object may hold beside its properties.
    enum class Additional {
        dropped,  ///< not said: allowed, and not kept
        refused,  ///< additionalProperties: false
        kept      ///< additionalProperties: true or a schema
    };

    Type type = Type::any;
    Position position;
    std::string component;  ///< its name under components/schemas; empty for a schema written in place
    std::string description;
    bool nullable = false;
    bool deprecated = false;
    std::string format;
    const Node* default_value = nullptr;
    bool read_only = false;   ///< in requests: not looked at
    bool write_only = false;  ///< in answers: never written
    std::string asserted;     ///< a schema for http::JsonSchema that values are compared with, too
    std::string allowed;      ///< a JSON array of the values of an enum that is no list of words or integers

    /// The component that this is, but for what was said where it is referred to (a description, a default,
    /// null). Both are the same type in C++.
    const Schema* origin = nullptr;
    const Schema& identity() const { return origin == nullptr ? *this : origin->identity(); }

    // string
    std::uint64_t min_length = 0;
    std::optional<std::uint64_t> max_length;
    std::optional<std::string> pattern;
    std::vector<std::string> words;  ///< of an enumeration

    // integer: bounds are inclusive and within the format's range
    std::int64_t minimum_integer = 0;
    std::int64_t maximum_integer = 0;
    std::optional<std::int64_t> multiple_of_integer;
    std::vector<std::int64_t> allowed_integers;  ///< of an enumeration

    // number: as written in the document
    std::optional<std::string> minimum;
    std::optional<std::string> maximum;
    bool exclusive_minimum = false;
    bool exclusive_maximum = false;
    std::optional<std::string> multiple_of;

    // array
    const Schema* items = nullptr;
    std::uint64_t min_items = 0;
    std::optional<std::uint64_t> max_items;
    bool unique_items = false;

    // object
    std::vector<Property> properties;  ///< in the document's order
    Additional additional = Additional::dropped;
    const Schema* additional_schema = nullptr;  ///< nullptr: any value
    std::uint64_t min_properties = 0;
    std::optional<std::uint64_t> max_properties;

    // alternatives
    std::vector<Alternative> alternatives;
    bool exactly_one = false;   ///< oneOf; else anyOf, where the first that fits is taken
    std::string discriminator;  ///< the property that tells which; empty when there is none

    bool is_enumeration() const { return type == Type::string && !words.empty(); }
    /// One of several schemas, which becomes a std::variant.
    bool is_choice() const { return type == Type::alternatives; }
    bool is_binary() const { return type == Type::string && format == "binary"; }
    /// An object of any names, which becomes a map.
    bool is_map() const {
        return type == Type::object && properties.empty() && additional != Additional::refused;
    }
    /// Every other object, which becomes a struct.
    bool is_struct() const { return type == Type::object && !is_map(); }
    bool is_scalar() const {
        return type == Type::string || type == Type::integer || type == Type::number || type == Type::boolean;
    }
};

}  // namespace gasworks::generator
