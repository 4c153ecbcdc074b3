#pragma once
#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "http/violations.hpp"

/// Readers (http/json_values.hpp) of values that are one of several things: oneOf, anyOf, discriminators, and
/// lists of allowed values.
namespace gasworks::http {

template <class Reader>
struct Alternative {
    std::string_view name;  ///< for errors
    Reader reader;
    std::vector<std::string_view> tags;  ///< the values of the discriminator that stand for it
};

template <class Reader>
Alternative<Reader> alternative(std::string_view name, Reader reader,
                                std::vector<std::string_view> tags = {}) {
    return {name, std::move(reader), std::move(tags)};
}

/// What came of trying each alternative on a value.
class Attempts {
  public:
    void fits(std::string_view name) { fitting_.push_back(name); }
    void refused(std::string_view name, const Violations& why);

    /// The error of a value that no alternative takes; it tells of the one that came closest.
    void add_none(const Place& place, Violations& found) const;
    /// The error of a value that several alternatives take where one may.
    void add_several(const Place& place, Violations& found) const;
    std::size_t fitting() const { return fitting_.size(); }

  private:
    std::vector<std::string_view> fitting_;
    std::vector<std::string_view> refusing_;
    std::string closest_;
    std::size_t least_ = 0;
};

/// How many alternatives may be tried on a value and all that is in it.
std::size_t attempts_for(const nlohmann::json& json);
/// Adds the error of a value on which that were not enough.
void add_too_many_attempts(const Place& place, Violations& found);

/// Adds the error of a discriminator that is absent, no text, or not among the tags.
void add_unknown_tag(const nlohmann::json& json, std::string_view property,
                     const std::vector<std::string_view>& tags, const Place& place, Violations& found);
/// Adds the error of a value that is not among those allowed, a JSON array.
void add_not_allowed(const nlohmann::json& json, const nlohmann::json& allowed, const Place& place,
                     Violations& found);

/// Result is a std::variant of what the readers return, or, when they all return the same, that type.
template <class Result, class T>
Result as_alternative(T value) {
    if constexpr (std::is_same_v<Result, T>) {
        return value;
    } else {
        return Result(std::in_place_type<T>, std::move(value));
    }
}

/// oneOf: exactly one fits; anyOf: the first that fits is taken.
template <class Result, bool exactly_one, class... Readers>
struct AlternativesReader {
    std::tuple<Alternative<Readers>...> alternatives;

    std::optional<Result> operator()(const nlohmann::json& json, const Place& place,
                                     Violations& found) const {
        std::optional<Result> result;
        Attempts attempts;
        std::optional<AttemptBudget> outermost;
        AttemptBudget* budget = found.attempt_budget();
        if (budget == nullptr) budget = &outermost.emplace(attempts_for(json));
        const auto attempt = [&](const auto& alternative) {
            if ((!exactly_one && result) || !budget->take()) return;
            Violations why(*budget);
            auto value = alternative.reader(json, place, why);
            if (!value) return attempts.refused(alternative.name, why);
            attempts.fits(alternative.name);
            using T = typename decltype(value)::value_type;
            if (!result) result.emplace(as_alternative<Result, T>(*std::move(value)));
        };
        std::apply([&](const auto&... each) { (attempt(each), ...); }, alternatives);
        if (budget->exhausted()) {
            add_too_many_attempts(place, found);
            return std::nullopt;
        }
        if (attempts.fitting() == 1) return result;
        if (attempts.fitting() == 0) {
            attempts.add_none(place, found);
        } else {
            attempts.add_several(place, found);
        }
        return std::nullopt;
    }
};

template <class Result, class... Readers>
AlternativesReader<Result, true, Readers...> one_of(Alternative<Readers>... alternatives) {
    return {{std::move(alternatives)...}};
}

template <class Result, class... Readers>
AlternativesReader<Result, false, Readers...> any_of(Alternative<Readers>... alternatives) {
    return {{std::move(alternatives)...}};
}

/// The alternative that the object's discriminator names, and its errors alone.
template <class Result, class... Readers>
struct DiscriminatedReader {
    std::string_view property;
    std::tuple<Alternative<Readers>...> alternatives;

    std::optional<Result> operator()(const nlohmann::json& json, const Place& place,
                                     Violations& found) const {
        std::optional<Result> result;
        bool known = false;
        std::vector<std::string_view> tags;
        const auto member = json.is_object() ? json.find(property) : json.end();
        const auto* tag =
            member == json.end() ? nullptr : member->template get_ptr<const nlohmann::json::string_t*>();
        const auto attempt = [&](const auto& alternative) {
            tags.insert(tags.end(), alternative.tags.begin(), alternative.tags.end());
            const auto& own = alternative.tags;
            if (known || tag == nullptr || std::find(own.begin(), own.end(), *tag) == own.end()) return;
            known = true;
            auto value = alternative.reader(json, place, found);
            using T = typename decltype(value)::value_type;
            if (value) result.emplace(as_alternative<Result, T>(*std::move(value)));
        };
        std::apply([&](const auto&... each) { (attempt(each), ...); }, alternatives);
        if (!known) add_unknown_tag(json, property, tags, place, found);
        return result;
    }
};

template <class Result, class... Readers>
DiscriminatedReader<Result, Readers...> discriminated(std::string_view property,
                                                      Alternative<Readers>... alternatives) {
    return {property, {std::move(alternatives)...}};
}

/// What `reader` reads, when the value is among those allowed (a JSON array): enum and const of any type.
template <class Reader>
struct AmongReader {
    Reader reader;
    const nlohmann::json* allowed;

    auto operator()(const nlohmann::json& json, const Place& place, Violations& found) const {
        auto value = reader(json, place, found);
        if (value && std::find(allowed->begin(), allowed->end(), json) == allowed->end()) {
            add_not_allowed(json, *allowed, place, found);
            value.reset();
        }
        return value;
    }
};

template <class Reader>
AmongReader<Reader> among(Reader reader, const nlohmann::json& allowed) {
    return {std::move(reader), &allowed};
}

}  // namespace gasworks::http
