#include "http/json_values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "http/utf8.hpp"

namespace gasworks::http {

namespace {

std::string text_of(std::int64_t number) {
    return std::to_string(number);
}

std::string text_of(double number) {
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    return {text.data(), end};
}

// JSON Schema's integer is a number without a fraction, so 3.0 is one.
std::optional<std::int64_t> integer_of(const nlohmann::json& json) {
    if (json.is_number_unsigned()) {
        const auto value = json.get<std::uint64_t>();
        if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
        return static_cast<std::int64_t>(value);
    }
    if (json.is_number_integer()) return json.get<std::int64_t>();
    const auto value = json.get<double>();
    constexpr double bound = 9223372036854775808.0;  // 2^63
    if (std::trunc(value) != value || value < -bound || value >= bound) return std::nullopt;
    return static_cast<std::int64_t>(value);
}

std::optional<std::int64_t> read_integer(const IntegerReader& limits, const nlohmann::json& json,
                                         const Place& place, Violations& found) {
    if (!json.is_number()) {
        add_wrong_kind("an integer", json, place, found);
        return std::nullopt;
    }
    const std::size_t before = found.count();
    const auto value = integer_of(json);
    if (!value) {
        const bool fraction = json.is_number_float() && std::trunc(json.get<double>()) != json.get<double>();
        found.add(place, fraction ? "must be an integer, not " + text_of(json.get<double>())
                                  : "must be between " + text_of(limits.minimum) + " and " +
                                        text_of(limits.maximum) + ", not " + json.dump());
        return std::nullopt;
    }
    if (*value < limits.minimum) {
        found.add(place, "must be at least " + text_of(limits.minimum) + ", not " + text_of(*value));
    }
    if (*value > limits.maximum) {
        found.add(place, "must be at most " + text_of(limits.maximum) + ", not " + text_of(*value));
    }
    if (limits.multiple_of && *value % *limits.multiple_of != 0) {
        found.add(place,
                  "must be a multiple of " + text_of(*limits.multiple_of) + ", not " + text_of(*value));
    }
    if (!limits.allowed.empty() &&
        std::find(limits.allowed.begin(), limits.allowed.end(), *value) == limits.allowed.end()) {
        std::string list;
        for (const std::int64_t allowed : limits.allowed)
            list += (list.empty() ? "" : ", ") + text_of(allowed);
        found.add(place, "must be one of " + list + ", not " + text_of(*value));
    }
    return found.count() == before ? value : std::nullopt;
}

}  // namespace

std::optional<std::int64_t> IntegerReader::operator()(const nlohmann::json& json, const Place& place,
                                                      Violations& found) const {
    return read_integer(*this, json, place, found);
}

std::optional<std::int32_t> Int32Reader::operator()(const nlohmann::json& json, const Place& place,
                                                    Violations& found) const {
    const auto value = read_integer({minimum, maximum, multiple_of, allowed}, json, place, found);
    if (!value) return std::nullopt;
    return static_cast<std::int32_t>(*value);
}

std::optional<double> NumberReader::operator()(const nlohmann::json& json, const Place& place,
                                               Violations& found) const {
    if (!json.is_number()) {
        add_wrong_kind("a number", json, place, found);
        return std::nullopt;
    }
    const std::size_t before = found.count();
    const auto value = json.get<double>();
    const auto refuse = [&](std::string_view rule, double bound) {
        found.add(place, "must be " + std::string(rule) + " " + text_of(bound) + ", not " + text_of(value));
    };
    if (minimum && exclusive_minimum && value <= *minimum) refuse("greater than", *minimum);
    if (minimum && !exclusive_minimum && value < *minimum) refuse("at least", *minimum);
    if (maximum && exclusive_maximum && value >= *maximum) refuse("less than", *maximum);
    if (maximum && !exclusive_maximum && value > *maximum) refuse("at most", *maximum);
    if (multiple_of) {
        const double quotient = value / *multiple_of;
        if (std::abs(quotient - std::round(quotient)) > 1e-9 * std::max(1.0, std::abs(quotient))) {
            refuse("a multiple of", *multiple_of);
        }
    }
    return found.count() == before ? std::optional(value) : std::nullopt;
}

std::optional<float> FloatReader::operator()(const nlohmann::json& json, const Place& place,
                                             Violations& found) const {
    const auto value = number(json, place, found);
    if (!value) return std::nullopt;
    if (std::abs(*value) > static_cast<double>(std::numeric_limits<float>::max())) {
        found.add(place, "must be a number of single precision (at most 3.4e38), not " + text_of(*value));
        return std::nullopt;
    }
    return static_cast<float>(*value);
}

std::optional<bool> BooleanReader::operator()(const nlohmann::json& json, const Place& place,
                                              Violations& found) const {
    if (json.is_boolean()) return json.get<bool>();
    add_wrong_kind("true or false", json, place, found);
    return std::nullopt;
}

std::optional<std::string> StringReader::operator()(const nlohmann::json& json, const Place& place,
                                                    Violations& found) const {
    if (!json.is_string()) {
        add_wrong_kind("a string", json, place, found);
        return std::nullopt;
    }
    const auto& text = json.get_ref<const std::string&>();
    const std::size_t before = found.count();
    const auto length = code_points(text);
    if (!length) {
        found.add(place, "must be UTF-8");
        return std::nullopt;
    }
    const auto characters = [](std::uint64_t count) {
        return std::to_string(count) + (count == 1 ? " character" : " characters");
    };
    if (*length < min_length) {
        found.add(place, "must have at least " + characters(min_length) + ", not " + std::to_string(*length));
    }
    if (max_length && *length > *max_length) {
        found.add(place, "must have at most " + characters(*max_length) + ", not " + std::to_string(*length));
        return std::nullopt;
    }
    if (pattern != nullptr) {
        const Pattern::Match match = pattern->search(text);
        if (match == Pattern::Match::no) {
            found.add(place,
                      "must match the pattern " + pattern->expression() + ", not be " + in_quotes(text));
        } else if (match == Pattern::Match::too_complex) {
            found.add(place, "is too long or too repetitive to be compared with the pattern " +
                                 pattern->expression());
        }
    }
    if (!has_format(text, format)) {
        found.add(place, "must be " + std::string(description(format)) + ", not " + in_quotes(text));
    }
    return found.count() == before ? std::optional(text) : std::nullopt;
}

ObjectReader::ObjectReader(const nlohmann::json& json, const Place& place, Violations& found)
    : object_(json.is_object() ? &json : nullptr), place_(place), found_(found), before_(found.count()) {
    if (object_ == nullptr) add_wrong_kind("an object", json, place, found);
}

const nlohmann::json* ObjectReader::find(std::string_view name) const {
    if (object_ == nullptr) return nullptr;
    const auto property = object_->find(name);
    return property == object_->end() ? nullptr : &*property;
}

void ObjectReader::missing(std::string_view name) {
    if (object_ != nullptr) found_.add(place_.at(name), "is required");
}

std::vector<const std::string*> ObjectReader::names_beside(
    const std::vector<std::string_view>& declared) const {
    std::vector<const std::string*> names;
    if (object_ == nullptr) return names;
    for (const auto& [name, value] : object_->get_ref<const nlohmann::json::object_t&>()) {
        if (!std::binary_search(declared.begin(), declared.end(), std::string_view(name)))
            names.push_back(&name);
    }
    return names;
}

void ObjectReader::no_others(const std::vector<std::string_view>& declared) {
    std::string list;
    for (const std::string* name : names_beside(declared)) {
        if (list.empty()) {
            for (const std::string_view known : declared)
                list += (list.empty() ? "" : ", ") + std::string(known);
        }
        found_.add(place_.at(*name), declared.empty() ? "is not allowed: the object has no properties"
                                                      : "is not allowed; allowed are " + list);
    }
}

void ObjectReader::count_properties(std::uint64_t least, std::optional<std::uint64_t> most) {
    if (object_ != nullptr) check_count(object_->size(), least, most, "properties", place_, found_);
}

std::size_t values_within(const nlohmann::json& value) {
    std::size_t count = 1;
    if (value.is_structured()) {
        for (const nlohmann::json& item : value)
            count += values_within(item);
    }
    return count;
}

std::string_view kind_of(const nlohmann::json& json) {
    switch (json.type()) {
        case nlohmann::json::value_t::null:
            return "null";
        case nlohmann::json::value_t::boolean:
            return "a boolean";
        case nlohmann::json::value_t::string:
            return "a string";
        case nlohmann::json::value_t::array:
            return "an array";
        case nlohmann::json::value_t::object:
            return "an object";
        default:
            return "a number";
    }
}

void add_wrong_kind(std::string_view expected, const nlohmann::json& json, const Place& place,
                    Violations& found) {
    found.add(place, "must be " + std::string(expected) + ", not " + std::string(kind_of(json)));
}

void check_count(std::size_t count, std::uint64_t least, std::optional<std::uint64_t> most,
                 std::string_view what, const Place& place, Violations& found) {
    const auto refuse = [&](std::string_view rule, std::uint64_t bound) {
        std::string kind(what);
        if (bound == 1) kind = what == "properties" ? "property" : what.substr(0, what.size() - 1);
        found.add(place, "must have " + std::string(rule) + " " + std::to_string(bound) + " " + kind +
                             ", not " + std::to_string(count));
    };
    if (count < least) refuse("at least", least);
    if (most && count > *most) refuse("at most", *most);
}

void add_unknown_word(const std::string& word, std::string_view words, const Place& place,
                      Violations& found) {
    found.add(place, "must be one of " + std::string(words) + ", not " + in_quotes(word));
}

}  // namespace gasworks::http
