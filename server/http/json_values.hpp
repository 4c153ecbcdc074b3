#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "http/formats.hpp"
#include "http/pattern.hpp"
#include "http/violations.hpp"

/// Readers turn a JSON value into a typed one and say everything that keeps it from being one. A reader is
/// called as `std::optional<T> reader(json, place, violations)`; it returns nothing exactly when it added to
/// the violations. A function with that signature is a reader, too, so readers of arrays, maps and generated
/// structs are put together from one another.
namespace gasworks::http {

struct IntegerReader {
    std::int64_t minimum = std::numeric_limits<std::int64_t>::min();
    std::int64_t maximum = std::numeric_limits<std::int64_t>::max();
    std::optional<std::int64_t> multiple_of = {};
    std::vector<std::int64_t> allowed = {};  ///< empty: every value

    std::optional<std::int64_t> operator()(const nlohmann::json& json, const Place& place,
                                           Violations& found) const;
};

/// An integer of 32 bits. The bounds are within its range.
struct Int32Reader {
    std::int32_t minimum = std::numeric_limits<std::int32_t>::min();
    std::int32_t maximum = std::numeric_limits<std::int32_t>::max();
    std::optional<std::int32_t> multiple_of = {};
    std::vector<std::int64_t> allowed = {};

    std::optional<std::int32_t> operator()(const nlohmann::json& json, const Place& place,
                                           Violations& found) const;
};

struct NumberReader {
    std::optional<double> minimum = {};
    std::optional<double> maximum = {};
    bool exclusive_minimum = false;
    bool exclusive_maximum = false;
    /// Held when value / multiple_of is within 1e-9 (relative) of a whole number, since 0.1 has no exact
    /// binary form.
    std::optional<double> multiple_of = {};

    std::optional<double> operator()(const nlohmann::json& json, const Place& place, Violations& found) const;
};

/// A number of single precision: what a float can hold.
struct FloatReader {
    NumberReader number = {};

    std::optional<float> operator()(const nlohmann::json& json, const Place& place, Violations& found) const;
};

struct BooleanReader {
    std::optional<bool> operator()(const nlohmann::json& json, const Place& place, Violations& found) const;
};

struct StringReader {
    std::uint64_t min_length = 0;                  ///< in code points
    std::optional<std::uint64_t> max_length = {};  ///< in code points; looked at before the pattern is
    const Pattern* pattern = nullptr;
    Format format = Format::none;

    std::optional<std::string> operator()(const nlohmann::json& json, const Place& place,
                                          Violations& found) const;
};

/// Any JSON value as it is.
struct AnyReader {
    std::optional<nlohmann::json> operator()(const nlohmann::json& json, const Place& /*place*/,
                                             Violations& /*found*/) const {
        return json;
    }
};

/// One of the words of an enumeration: `parse` maps the word to the value, `words` lists them for the error.
template <class Enum>
struct EnumReader {
    std::optional<Enum> (*parse)(std::string_view);
    std::string_view words;

    std::optional<Enum> operator()(const nlohmann::json& json, const Place& place, Violations& found) const;
};

struct ArrayLimits {
    std::uint64_t min_items = 0;
    std::optional<std::uint64_t> max_items = {};
    bool unique = false;
};

template <class Item>
struct ArrayReader {
    Item item;
    ArrayLimits limits;

    auto operator()(const nlohmann::json& json, const Place& place, Violations& found) const;
};

struct MapLimits {
    std::uint64_t min_properties = 0;
    std::optional<std::uint64_t> max_properties = {};
};

/// An object with any names and values of one kind.
template <class Value>
struct MapReader {
    Value value;
    MapLimits limits;

    auto operator()(const nlohmann::json& json, const Place& place, Violations& found) const;
};

/// null, or what `value` reads.
template <class Value>
struct NullableReader {
    Value value;

    auto operator()(const nlohmann::json& json, const Place& place, Violations& found) const {
        using Read = decltype(value(json, place, found));
        if (json.is_null()) return std::optional<Read>(std::in_place, std::nullopt);
        Read read = value(json, place, found);
        return read ? std::optional<Read>(std::move(read)) : std::nullopt;
    }
};

template <class Item>
ArrayReader<Item> array_of(Item item, ArrayLimits limits = {}) {
    return {std::move(item), limits};
}

template <class Value>
MapReader<Value> map_of(Value value, MapLimits limits = {}) {
    return {std::move(value), limits};
}

template <class Value>
NullableReader<Value> nullable(Value value) {
    return {std::move(value)};
}

/// The properties of an object, read one by one into the fields of a struct.
class ObjectReader {
  public:
    /// Adds a violation when the value is not an object; every property then counts as looked at.
    ObjectReader(const nlohmann::json& json, const Place& place, Violations& found);

    /// A property that must be there.
    template <class T, class Reader>
    void required(std::string_view name, T& field, const Reader& reader) {
        const nlohmann::json* value = find(name);
        if (value == nullptr) return missing(name);
        read(*value, name, field, reader);
    }
    /// A property that may be absent, which leaves the field as it is.
    template <class T, class Reader>
    void optional(std::string_view name, T& field, const Reader& reader) {
        if (const nlohmann::json* value = find(name)) read(*value, name, field, reader);
    }
    /// Every property whose name is not among these, which are sorted.
    template <class T, class Reader>
    void others(const std::vector<std::string_view>& declared, std::map<std::string, T>& field,
                const Reader& reader) {
        for (const std::string* name : names_beside(declared)) {
            if (auto value = reader(*find(*name), place_.at(*name), found_))
                field.emplace(*name, *std::move(value));
        }
    }
    /// No property whose name is not among these, which are sorted.
    void no_others(const std::vector<std::string_view>& declared);
    void count_properties(std::uint64_t least, std::optional<std::uint64_t> most);

    /// Whether nothing was wrong with the object since this reader began.
    bool good() const { return found_.count() == before_; }

  private:
    const nlohmann::json* find(std::string_view name) const;
    void missing(std::string_view name);
    std::vector<const std::string*> names_beside(const std::vector<std::string_view>& declared) const;

    template <class T, class Reader>
    void read(const nlohmann::json& value, std::string_view name, T& field, const Reader& reader) {
        if (auto result = reader(value, place_.at(name), found_)) field = *std::move(result);
    }

    const nlohmann::json* object_;
    const Place& place_;
    Violations& found_;
    std::size_t before_;
};

/// How many values a value is with all that is in it.
std::size_t values_within(const nlohmann::json& value);

/// "null", "a string" ...: what a value is, for errors.
std::string_view kind_of(const nlohmann::json& json);
void add_wrong_kind(std::string_view expected, const nlohmann::json& json, const Place& place,
                    Violations& found);
/// Adds a violation when the count is outside of the bounds; `what` is "items" or "properties".
void check_count(std::size_t count, std::uint64_t least, std::optional<std::uint64_t> most,
                 std::string_view what, const Place& place, Violations& found);
/// The error of a word that is not in an enumeration.
void add_unknown_word(const std::string& word, std::string_view words, const Place& place, Violations& found);

template <class Enum>
std::optional<Enum> EnumReader<Enum>::operator()(const nlohmann::json& json, const Place& place,
                                                 Violations& found) const {
    if (!json.is_string()) {
        add_wrong_kind("a string", json, place, found);
        return std::nullopt;
    }
    const auto& word = json.get_ref<const std::string&>();
    std::optional<Enum> value = parse(word);
    if (!value) add_unknown_word(word, words, place, found);
    return value;
}

template <class Item>
auto ArrayReader<Item>::operator()(const nlohmann::json& json, const Place& place, Violations& found) const {
    using T = typename decltype(item(json, place, found))::value_type;
    using Result = std::optional<std::vector<T>>;
    if (!json.is_array()) {
        add_wrong_kind("an array", json, place, found);
        return Result();
    }
    const std::size_t before = found.count();
    check_count(json.size(), limits.min_items, limits.max_items, "items", place, found);
    // An array that is too long is not looked into: that is what the limit is for.
    if (found.count() != before) return Result();
    std::vector<T> items;
    items.reserve(json.size());
    std::set<nlohmann::json> seen;
    for (std::size_t i = 0; i < json.size(); ++i) {
        if (auto value = item(json[i], place.at(i), found)) items.push_back(*std::move(value));
        if (limits.unique && !seen.insert(json[i]).second)
            found.add(place.at(i), "must not repeat an earlier item");
    }
    return found.count() == before ? Result(std::move(items)) : Result();
}

template <class Value>
auto MapReader<Value>::operator()(const nlohmann::json& json, const Place& place, Violations& found) const {
    using T = typename decltype(value(json, place, found))::value_type;
    using Result = std::optional<std::map<std::string, T>>;
    const std::size_t before = found.count();
    std::map<std::string, T> result;
    ObjectReader object(json, place, found);
    object.count_properties(limits.min_properties, limits.max_properties);
    object.others({}, result, value);
    return found.count() == before ? Result(std::move(result)) : Result();
}

}  // namespace gasworks::http
