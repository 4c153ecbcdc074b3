#pragma once
#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "http/json_schema.hpp"
#include "http/json_values.hpp"
#include "http/pattern.hpp"

namespace gasworks::http {

/// The keywords of one schema, ready to be compared with a value. Schemas within it are pointed to.
struct Rule {
    std::string text;  ///< the schema as JSON, shortened, for errors
    std::string name;  ///< of an alternative, for errors
    bool refuses = false;

    std::vector<std::string> types;  ///< empty: all
    std::optional<nlohmann::json> allowed;

    NumberReader inclusive;  ///< minimum, maximum, multipleOf
    NumberReader exclusive;
    StringReader string;

    ArrayLimits array;
    std::vector<const Rule*> prefix_items;
    const Rule* items = nullptr;
    const Rule* contains = nullptr;
    std::uint64_t min_contains = 1;
    std::optional<std::uint64_t> max_contains;
    const Rule* unevaluated_items = nullptr;

    MapLimits object;
    std::vector<std::string> required;
    std::map<std::string, const Rule*, std::less<>> properties;
    std::vector<std::pair<const Pattern*, const Rule*>> pattern_properties;
    const Rule* additional_properties = nullptr;
    const Rule* property_names = nullptr;
    std::map<std::string, std::vector<std::string>> dependent_required;
    std::map<std::string, const Rule*> dependent_schemas;
    const Rule* unevaluated_properties = nullptr;

    const Rule* reference = nullptr;
    std::vector<const Rule*> all_of;
    std::vector<const Rule*> any_of;
    std::vector<const Rule*> one_of;
    const Rule* negated = nullptr;
    const Rule* condition = nullptr;
    const Rule* then = nullptr;
    const Rule* otherwise = nullptr;
};

struct JsonSchema::Rules {
    std::deque<Rule> rules;
    std::deque<Pattern> patterns;
    const Rule* root = nullptr;
};

}  // namespace gasworks::http
