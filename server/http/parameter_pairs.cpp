#include "http/parameter_pairs.hpp"

#include <algorithm>

namespace gasworks::http {

namespace {

using Style = Parameter::Style;
using Shape = Parameter::Shape;

}  // namespace

ParameterPairs ParameterPairs::of_query(std::string_view query, Violation::In in, Violations& found) {
    ParameterPairs pairs(Encoding::form);
    while (!query.empty()) {
        const auto end = query.find('&');
        const std::string_view pair = query.substr(0, end);
        query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
        if (pair.empty()) continue;
        if (pairs.pairs_.size() == most_pairs) {
            const std::string detail = "more than " + std::to_string(most_pairs) + " names and values";
            if (in == Violation::In::body) {
                found.add_malformed_body("the form has " + detail);
            } else {
                found.add(Place(in, {}), "has " + detail);
            }
            break;
        }
        const auto equals = pair.find('=');
        auto name = percent_decoded(pair.substr(0, equals), true);
        if (!name) {
            const Place whole = Place::body();
            const std::string_view sent = pair.substr(0, equals);
            found.add(in == Violation::In::body ? whole.at(sent) : Place(in, sent),
                      "is not a name: " + name.error());
            continue;
        }
        pairs.add(*std::move(name),
                  equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1));
    }
    return pairs;
}

std::vector<std::string_view> ParameterPairs::texts(std::string_view name) {
    std::vector<std::string_view> found;
    for (Pair& pair : pairs_) {
        if (pair.taken || pair.name != name) continue;
        pair.taken = true;
        found.push_back(pair.text);
    }
    return found;
}

void ParameterPairs::take(std::string_view name) {
    for (Pair& pair : pairs_) {
        if (pair.name == name) pair.taken = true;
    }
}

std::optional<nlohmann::json> ParameterPairs::value(const Parameter& parameter, const Place& place,
                                                    Violations& found) {
    if (parameter.style == Style::deep_object) return deep_object(parameter, place, found);
    const bool exploded = parameter.style == Style::form && parameter.explode;
    if (exploded && parameter.shape == Shape::object) return exploded_object(parameter, place, found);
    auto sent = texts(parameter.name);
    if (parameter.empty_is_absent) std::erase(sent, std::string_view{});
    if (sent.empty()) {
        if (parameter.required) found.add(place, "is required");
        return std::nullopt;
    }
    if (exploded && parameter.shape == Shape::array)
        return items_of(parameter, sent, encoding_, place, found);
    if (sent.size() > 1) {
        found.add(place, "occurs " + std::to_string(sent.size()) + " times; once is allowed");
        return std::nullopt;
    }
    return value_of(parameter, sent.front(), encoding_, place, found);
}

std::optional<nlohmann::json> ParameterPairs::exploded_object(const Parameter& parameter, const Place& place,
                                                              Violations& found) {
    const std::size_t before = found.count();
    nlohmann::json result = nlohmann::json::object();
    for (const Parameter& property : parameter.properties) {
        if (auto value = this->value(property, place.at(property.name), found))
            result[std::string(property.name)] = *std::move(value);
    }
    if (parameter.open) {
        for (Pair& pair : pairs_) {
            if (pair.taken) continue;
            pair.taken = true;
            put_property(parameter, pair.name, pair.text, encoding_, place, found, result);
        }
    }
    if (found.count() != before) return std::nullopt;
    if (result.empty() && !(parameter.required && parameter.properties.empty())) {
        if (parameter.required)
            found.add(place, "is required: send one or more of " + names_of(parameter.properties));
        return std::nullopt;
    }
    return result;
}

std::optional<nlohmann::json> ParameterPairs::deep_object(const Parameter& parameter, const Place& place,
                                                          Violations& found) {
    const std::size_t before = found.count();
    ParameterPairs inner(encoding_);
    for (Pair& pair : pairs_) {
        const std::string_view name = pair.name;
        if (pair.taken || !name.starts_with(parameter.name)) continue;
        // "[a]" or "[a][b]": the first name in brackets is the property, what follows belongs to it.
        const std::string_view rest = name.substr(parameter.name.size());
        const auto close = rest.find(']');
        if (!rest.starts_with('[')) continue;
        pair.taken = true;
        if (close == std::string_view::npos || close == 1) {
            found.add(place, "must be written " + std::string(parameter.name) + "[property]=value");
            continue;
        }
        inner.add(std::string(rest.substr(1, close - 1)) + std::string(rest.substr(close + 1)), pair.text);
    }
    if (inner.pairs_.empty()) {
        if (found.count() == before && parameter.required)
            found.add(place, "is required: write " + std::string(parameter.name) + "[property]=value");
        return std::nullopt;
    }
    nlohmann::json result = nlohmann::json::object();
    for (const Parameter& property : parameter.properties) {
        if (auto value = inner.value(property, place.at(property.name), found))
            result[std::string(property.name)] = *std::move(value);
    }
    for (const Pair& pair : inner.pairs_) {
        if (!pair.taken) put_property(parameter, pair.name, pair.text, encoding_, place, found, result);
    }
    return found.count() == before ? std::optional(std::move(result)) : std::nullopt;
}

}  // namespace gasworks::http
