#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <stdexcept>

#include "http/json_schema_rule.hpp"

namespace gasworks::http {

namespace {

using nlohmann::json;

// Reads rules from JSON, each schema once.
class RuleReader {
  public:
    RuleReader(const json& root, std::deque<Rule>& rules, std::deque<Pattern>& patterns)
        : root_(root), rules_(rules), patterns_(patterns) {}

    const Rule* read_all() {
        const Rule* first = declared(root_);
        // What is referred to waits, so that a chain of references takes no stack.
        while (!waiting_.empty()) {
            const json* schema = waiting_.back();
            waiting_.pop_back();
            read(*schema);
        }
        return first;
    }

  private:
    Rule* declared(const json& schema) {
        const auto [known, is_new] = rule_of_.try_emplace(&schema, nullptr);
        if (is_new) {
            known->second = &rules_.emplace_back();
            waiting_.push_back(&schema);
        }
        return known->second;
    }

    Rule* read(const json& schema) {
        Rule* rule = declared(schema);
        if (!read_.insert(&schema).second) return rule;
        constexpr std::size_t most = 200;
        rule->text = schema.dump();
        if (rule->text.size() > most) rule->text = rule->text.substr(0, most) + "...";
        if (schema.is_boolean()) {
            rule->refuses = !schema.get<bool>();
        } else if (schema.is_object()) {
            read_keywords(schema, *rule);
        } else {
            throw std::invalid_argument("a schema is an object or a boolean, not " + rule->text);
        }
        return rule;
    }

    template <class T>
    static T as(const json& value, const std::string& key, bool fits, std::string_view kind) {
        if (!fits)
            throw std::invalid_argument("'" + key + "' is " + std::string(kind) + ", not " + value.dump());
        return value.get<T>();
    }

    static double number(const json& value, const std::string& key) {
        return as<double>(value, key, value.is_number(), "a number");
    }
    // 2.0 is a count, too. Nothing has more than an integer can say, so that such a limit is the largest one.
    static std::uint64_t count(const json& value, const std::string& key) {
        const double number = value.is_number() ? value.get<double>() : -1;
        const bool fits = number >= 0 && number == std::trunc(number);
        constexpr auto largest = std::numeric_limits<std::uint64_t>::max();
        if (fits && number >= static_cast<double>(largest)) return largest;
        return static_cast<std::uint64_t>(as<double>(value, key, fits, "0 or more"));
    }
    static std::vector<std::string> names(const json& value, const std::string& key) {
        const bool fits = value.is_array() && std::all_of(value.begin(), value.end(),
                                                          [](const json& name) { return name.is_string(); });
        return as<std::vector<std::string>>(value, key, fits, "a list of texts");
    }

    std::vector<const Rule*> list(const json& value, const std::string& key) {
        as<json>(value, key, value.is_array() && !value.empty(), "a list of schemas");
        std::vector<const Rule*> result;
        for (const json& item : value)
            result.push_back(read(item));
        return result;
    }

    // Alternatives have names in errors: of what they refer to, or of their place.
    std::vector<const Rule*> alternatives(const json& value, const std::string& key) {
        as<json>(value, key, value.is_array() && !value.empty(), "a list of schemas");
        std::vector<const Rule*> result;
        for (const json& item : value) {
            Rule* rule = read(item);
            rule->name = "alternative " + std::to_string(result.size() + 1);
            if (rule->reference != nullptr) {
                const auto& target = item["$ref"].get_ref<const std::string&>();
                rule->name = target.substr(target.rfind('/') + 1);
            }
            result.push_back(rule);
        }
        return result;
    }

    const Pattern* pattern(const std::string& expression) { return &patterns_.emplace_back(expression); }

    const Rule* referred(const json& value) {
        const auto target = as<std::string>(value, "$ref", value.is_string(), "text");
        if (!target.starts_with('#'))
            throw std::invalid_argument("$ref: '" + target + "' does not lead to within the schema");
        try {
            return declared(root_.at(json::json_pointer(target.substr(1))));
        } catch (const json::exception&) {
            throw std::invalid_argument("$ref: there is no '" + target + "' in the schema");
        }
    }

    void read_keywords(const json& schema, Rule& rule) {
        for (const auto& [key, value] : schema.items()) {
            if (key == "$ref") rule.reference = referred(value);
            if (key == "type") rule.types = types(value);
            if (key == "enum") rule.allowed = as<json>(value, key, value.is_array(), "a list");
            if (key == "const") rule.allowed = json::array({value});
            if (key == "$dynamicRef") throw std::invalid_argument("'$dynamicRef' is not supported");
            read_limits(key, value, rule);
            read_array(key, value, rule);
            read_object(key, value, rule);
            read_composition(key, value, rule);
        }
    }

    static std::vector<std::string> types(const json& value) {
        std::vector<std::string> listed =
            value.is_string() ? std::vector{value.get<std::string>()} : names(value, "type");
        const std::set<std::string> known = {"null",   "boolean", "integer", "number",
                                             "string", "array",   "object"};
        for (const std::string& type : listed) {
            if (!known.contains(type)) throw std::invalid_argument("there is no type '" + type + "'");
        }
        return listed;
    }

    void read_limits(const std::string& key, const json& value, Rule& rule) {
        if (key == "minimum") rule.inclusive.minimum = number(value, key);
        if (key == "maximum") rule.inclusive.maximum = number(value, key);
        if (key == "multipleOf") {
            rule.inclusive.multiple_of = number(value, key);
            if (*rule.inclusive.multiple_of <= 0)
                throw std::invalid_argument("'multipleOf' is greater than 0");
        }
        if (key == "exclusiveMinimum") {
            rule.exclusive.minimum = number(value, key);
            rule.exclusive.exclusive_minimum = true;
        }
        if (key == "exclusiveMaximum") {
            rule.exclusive.maximum = number(value, key);
            rule.exclusive.exclusive_maximum = true;
        }
        if (key == "minLength") rule.string.min_length = count(value, key);
        if (key == "maxLength") rule.string.max_length = count(value, key);
        if (key == "pattern")
            rule.string.pattern = pattern(as<std::string>(value, key, value.is_string(), "text"));
        if (key == "format")
            rule.string.format = format_named(as<std::string>(value, key, value.is_string(), "text"));
    }

    void read_array(const std::string& key, const json& value, Rule& rule) {
        if (key == "minItems") rule.array.min_items = count(value, key);
        if (key == "maxItems") rule.array.max_items = count(value, key);
        if (key == "uniqueItems")
            rule.array.unique = as<bool>(value, key, value.is_boolean(), "true or false");
        if (key == "prefixItems") rule.prefix_items = list(value, key);
        if (key == "items") rule.items = read(value);
        if (key == "contains") rule.contains = read(value);
        if (key == "minContains") rule.min_contains = count(value, key);
        if (key == "maxContains") rule.max_contains = count(value, key);
        if (key == "unevaluatedItems") rule.unevaluated_items = read(value);
    }

    void read_object(const std::string& key, const json& value, Rule& rule) {
        const auto each = [&](auto&& act) {
            as<json>(value, key, value.is_object(), "an object");
            for (const auto& [name, item] : value.items())
                act(name, item);
        };
        if (key == "minProperties") rule.object.min_properties = count(value, key);
        if (key == "maxProperties") rule.object.max_properties = count(value, key);
        if (key == "required") rule.required = names(value, key);
        if (key == "properties")
            each([&](const std::string& name, const json& item) { rule.properties[name] = read(item); });
        if (key == "patternProperties") {
            each([&](const std::string& name, const json& item) {
                rule.pattern_properties.emplace_back(pattern(name), read(item));
            });
        }
        if (key == "additionalProperties") rule.additional_properties = read(value);
        if (key == "propertyNames") rule.property_names = read(value);
        if (key == "dependentRequired") {
            each([&](const std::string& name, const json& item) {
                rule.dependent_required[name] = names(item, key);
            });
        }
        if (key == "dependentSchemas") {
            each([&](const std::string& name, const json& item) {
                rule.dependent_schemas[name] = read(item);
            });
        }
        if (key == "unevaluatedProperties") rule.unevaluated_properties = read(value);
    }

    void read_composition(const std::string& key, const json& value, Rule& rule) {
        if (key == "allOf") rule.all_of = list(value, key);
        if (key == "anyOf") rule.any_of = alternatives(value, key);
        if (key == "oneOf") rule.one_of = alternatives(value, key);
        if (key == "not") rule.negated = read(value);
        if (key == "if") rule.condition = read(value);
        if (key == "then") rule.then = read(value);
        if (key == "else") rule.otherwise = read(value);
    }

    const json& root_;
    std::deque<Rule>& rules_;
    std::deque<Pattern>& patterns_;
    std::map<const json*, Rule*> rule_of_;
    std::set<const json*> read_;
    std::vector<const json*> waiting_;
};

// Rules that a value is compared with by way of themselves, without going into the value, would have no end.
void refuse_circle(const Rule& rule, std::set<const Rule*>& under_way, std::set<const Rule*>& done) {
    if (done.contains(&rule)) return;
    if (!under_way.insert(&rule).second)
        throw std::invalid_argument("a schema leads round in a circle to itself: " + rule.text);
    constexpr std::size_t most = 200;
    if (under_way.size() > most)
        throw std::invalid_argument("more than 200 schemas are applied to one value by way of each other");
    std::vector<const Rule*> applied = {rule.reference, rule.negated, rule.condition, rule.then,
                                        rule.otherwise};
    for (const auto* list : {&rule.all_of, &rule.any_of, &rule.one_of})
        applied.insert(applied.end(), list->begin(), list->end());
    for (const auto& [name, schema] : rule.dependent_schemas)
        applied.push_back(schema);
    for (const Rule* next : applied) {
        if (next != nullptr) refuse_circle(*next, under_way, done);
    }
    under_way.erase(&rule);
    done.insert(&rule);
}

}  // namespace

JsonSchema::JsonSchema(std::string_view text) : rules_(std::make_unique<Rules>()) {
    const json root = json::parse(text, nullptr, false);
    if (root.is_discarded()) throw std::invalid_argument("the schema is not JSON");
    rules_->root = RuleReader(root, rules_->rules, rules_->patterns).read_all();
    std::set<const Rule*> under_way;
    std::set<const Rule*> done;
    for (const Rule& rule : rules_->rules)
        refuse_circle(rule, under_way, done);
}

JsonSchema::~JsonSchema() = default;
JsonSchema::JsonSchema(JsonSchema&&) noexcept = default;
JsonSchema& JsonSchema::operator=(JsonSchema&&) noexcept = default;

}  // namespace gasworks::http
