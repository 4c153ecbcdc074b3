#include "http/json_schema.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "http/alternatives.hpp"
#include "http/json_schema_rule.hpp"

namespace gasworks::http {

namespace {

using nlohmann::json;

// What has been looked at by a schema and those within it, for unevaluatedItems and unevaluatedProperties.
struct Evaluated {
    std::set<std::string_view> properties;
    std::size_t first_items = 0;  // so many from the front
    std::set<std::size_t> items;  // and these

    void add(const Evaluated& other) {
        properties.insert(other.properties.begin(), other.properties.end());
        first_items = std::max(first_items, other.first_items);
        items.insert(other.items.begin(), other.items.end());
    }
};

bool is_of_type(const json& value, std::string_view type) {
    if (type == "null") return value.is_null();
    if (type == "boolean") return value.is_boolean();
    if (type == "number") return value.is_number();
    if (type == "string") return value.is_string();
    if (type == "array") return value.is_array();
    if (type == "object") return value.is_object();
    // JSON Schema's integer is a number without a fraction.
    return value.is_number_integer() ||
           (value.is_number_float() && value.get<double>() == std::trunc(value.get<double>()));
}

std::string in_words(const std::vector<std::string>& types) {
    std::string list;
    for (const std::string& type : types) {
        const bool vowel = type == "integer" || type == "array" || type == "object";
        list += (list.empty() ? "" : " or ") + (type == "null" ? type : (vowel ? "an " : "a ") + type);
    }
    return list;
}

struct ByValue {
    bool operator()(const json* a, const json* b) const { return *a < *b; }
};

// One comparison of a value with a schema.
class Comparison {
  public:
    explicit Comparison(std::size_t steps) : steps_(steps) {}

    bool exhausted() const { return exhausted_; }

    void compare(const Rule& rule, const json& value, const Place& place, Violations& found,
                 Evaluated& evaluated) {
        // Each level takes stack, and values are within each other as deep as a body may be.
        constexpr std::size_t deepest = 1000;
        if (steps_ == 0 || depth_ == deepest) {
            exhausted_ = true;
            return;
        }
        --steps_;
        ++depth_;
        compare_keywords(rule, value, place, found, evaluated);
        --depth_;
    }

  private:
    void compare_keywords(const Rule& rule, const json& value, const Place& place, Violations& found,
                          Evaluated& evaluated) {
        if (rule.refuses) return found.add(place, "is not allowed");
        if (!rule.types.empty() && std::none_of(rule.types.begin(), rule.types.end(),
                                                [&](const auto& type) { return is_of_type(value, type); })) {
            add_wrong_kind(in_words(rule.types), value, place, found);
        }
        if (rule.allowed &&
            std::find(rule.allowed->begin(), rule.allowed->end(), value) == rule.allowed->end())
            add_not_allowed(value, *rule.allowed, place, found);
        if (value.is_number()) {
            rule.inclusive(value, place, found);
            rule.exclusive(value, place, found);
        }
        if (value.is_string()) rule.string(value, place, found);
        Evaluated here;
        compare_in_place(rule, value, place, found, here);
        if (value.is_array()) compare_items(rule, value, place, found, here);
        if (value.is_object()) compare_properties(rule, value, place, found, here);
        evaluated.add(here);
    }

    struct Attempt {
        Violations why;
        Evaluated evaluated;
        bool fits() const { return why.empty(); }
    };

    Attempt attempt(const Rule& rule, const json& value, const Place& place) {
        Attempt result;
        compare(rule, value, place, result.why, result.evaluated);
        return result;
    }

    void compare_within(const Rule& rule, const json& value, const Place& place, Violations& found) {
        Evaluated of_another_value;
        compare(rule, value, place, found, of_another_value);
    }

    // Schemas for the value itself.
    void compare_in_place(const Rule& rule, const json& value, const Place& place, Violations& found,
                          Evaluated& evaluated) {
        if (rule.reference != nullptr) compare(*rule.reference, value, place, found, evaluated);
        for (const Rule* part : rule.all_of)
            compare(*part, value, place, found, evaluated);
        compare_alternatives(rule.any_of, false, value, place, found, evaluated);
        compare_alternatives(rule.one_of, true, value, place, found, evaluated);
        if (rule.negated != nullptr && attempt(*rule.negated, value, place).fits())
            found.add(place, "must not be what this schema describes: " + rule.negated->text);
        if (rule.condition == nullptr) return;
        const Attempt condition = attempt(*rule.condition, value, place);
        if (condition.fits()) evaluated.add(condition.evaluated);
        const Rule* consequence = condition.fits() ? rule.then : rule.otherwise;
        if (consequence != nullptr) compare(*consequence, value, place, found, evaluated);
    }

    void compare_alternatives(const std::vector<const Rule*>& rules, bool exactly_one, const json& value,
                              const Place& place, Violations& found, Evaluated& evaluated) {
        if (rules.empty()) return;
        Attempts attempts;
        for (const Rule* rule : rules) {
            const Attempt result = attempt(*rule, value, place);
            if (result.fits()) {
                attempts.fits(rule->name);
                evaluated.add(result.evaluated);
            } else {
                attempts.refused(rule->name, result.why);
            }
        }
        if (attempts.fitting() == 0) attempts.add_none(place, found);
        if (exactly_one && attempts.fitting() > 1) attempts.add_several(place, found);
    }

    void compare_items(const Rule& rule, const json& value, const Place& place, Violations& found,
                       Evaluated& evaluated) {
        check_count(value.size(), rule.array.min_items, rule.array.max_items, "items", place, found);
        std::set<const json*, ByValue> seen;
        std::size_t containing = 0;
        for (std::size_t i = 0; i < value.size(); ++i) {
            if (rule.array.unique && !seen.insert(&value[i]).second)
                found.add(place.at(i), "must not repeat an earlier item");
            const Rule* item = i < rule.prefix_items.size() ? rule.prefix_items[i] : rule.items;
            if (item != nullptr) compare_within(*item, value[i], place.at(i), found);
            if (rule.contains != nullptr && attempt(*rule.contains, value[i], place.at(i)).fits()) {
                ++containing;
                evaluated.items.insert(i);
            }
        }
        evaluated.first_items =
            std::max(evaluated.first_items, rule.items != nullptr ? value.size() : rule.prefix_items.size());
        if (rule.contains != nullptr) check_contained(rule, containing, place, found);
        if (rule.unevaluated_items == nullptr) return;
        for (std::size_t i = evaluated.first_items; i < value.size(); ++i) {
            if (!evaluated.items.contains(i))
                compare_within(*rule.unevaluated_items, value[i], place.at(i), found);
        }
        evaluated.first_items = value.size();
    }

    static void check_contained(const Rule& rule, std::size_t count, const Place& place, Violations& found) {
        const auto refuse = [&](std::string_view limit, std::uint64_t bound) {
            found.add(place, "must contain " + std::string(limit) + " " + std::to_string(bound) +
                                 (bound == 1 ? " item" : " items") + " of this schema, not " +
                                 std::to_string(count) + ": " + rule.contains->text);
        };
        if (count < rule.min_contains) refuse("at least", rule.min_contains);
        if (rule.max_contains && count > *rule.max_contains) refuse("at most", *rule.max_contains);
    }

    void compare_properties(const Rule& rule, const json& value, const Place& place, Violations& found,
                            Evaluated& evaluated) {
        check_count(value.size(), rule.object.min_properties, rule.object.max_properties, "properties", place,
                    found);
        for (const std::string& name : rule.required) {
            if (!value.contains(name)) found.add(place.at(name), "is required");
        }
        for (const auto& [name, names] : rule.dependent_required) {
            if (!value.contains(name)) continue;
            for (const std::string& needed : names) {
                if (!value.contains(needed))
                    found.add(place.at(needed), "is required where " + name + " is there");
            }
        }
        for (const auto& [name, schema] : rule.dependent_schemas) {
            if (value.contains(name)) compare(*schema, value, place, found, evaluated);
        }
        for (const auto& [name, property] : value.get_ref<const json::object_t&>())
            compare_property(rule, name, property, place.at(name), found, evaluated);
        if (rule.unevaluated_properties == nullptr) return;
        for (const auto& [name, property] : value.get_ref<const json::object_t&>()) {
            if (evaluated.properties.insert(name).second)
                compare_within(*rule.unevaluated_properties, property, place.at(name), found);
        }
    }

    void compare_property(const Rule& rule, const std::string& name, const json& value, const Place& place,
                          Violations& found, Evaluated& evaluated) {
        if (rule.property_names != nullptr) {
            const Attempt result = attempt(*rule.property_names, name, place);
            for (const Violation& violation : result.why.kept())
                found.add(place, "the name " + violation.detail);
        }
        bool declared = false;
        if (const auto known = rule.properties.find(name); known != rule.properties.end()) {
            declared = true;
            compare_within(*known->second, value, place, found);
        }
        for (const auto& [pattern, schema] : rule.pattern_properties) {
            if (pattern->search(name) != Pattern::Match::yes) continue;
            declared = true;
            compare_within(*schema, value, place, found);
        }
        if (!declared && rule.additional_properties != nullptr) {
            declared = true;
            compare_within(*rule.additional_properties, value, place, found);
        }
        if (declared) evaluated.properties.insert(name);
    }

    std::size_t steps_;
    std::size_t depth_ = 0;
    bool exhausted_ = false;
};

}  // namespace

bool JsonSchema::check(const json& value, const Place& place, Violations& found) const {
    constexpr std::size_t steps_for_each_value = 1000;
    const std::size_t before = found.count();
    Comparison comparison(steps_for_each_value * values_within(value));
    Evaluated evaluated;
    comparison.compare(*rules_->root, value, place, found, evaluated);
    if (comparison.exhausted())
        found.add(place, "has so many schemas within each other that it can't be compared with its schema");
    return found.count() == before;
}

}  // namespace gasworks::http
