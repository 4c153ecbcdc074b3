#include "http/alternatives.hpp"

#include "http/json_values.hpp"

namespace gasworks::http {

namespace {

std::string list_of(const std::vector<std::string_view>& names) {
    std::string list;
    for (const std::string_view name : names)
        list += (list.empty() ? "" : ", ") + std::string(name);
    return list;
}

}  // namespace

void Attempts::refused(std::string_view name, const Violations& why) {
    refusing_.push_back(name);
    if (!closest_.empty() && why.count() >= least_) return;
    least_ = why.count();
    const Violation& first = why.kept().front();
    closest_ = std::string(name) + ": " + first.name + (first.name.empty() ? "" : " ") + first.detail;
}

void Attempts::add_none(const Place& place, Violations& found) const {
    found.add(place, "must be one of " + list_of(refusing_) + "; the closest is " + closest_);
}

void Attempts::add_several(const Place& place, Violations& found) const {
    found.add(place, "must be exactly one of several things, but is each of " + list_of(fitting_));
}

std::size_t attempts_for(const nlohmann::json& json) {
    // Of values that are told apart, each is tried a few times for each level that it is deep.
    constexpr std::size_t attempts_for_each_value = 32;
    constexpr std::size_t always = 4096;
    return always + attempts_for_each_value * values_within(json);
}

void add_too_many_attempts(const Place& place, Violations& found) {
    found.add(place, "has so many alternatives within each other that it can't be told which they are");
}

void add_unknown_tag(const nlohmann::json& json, std::string_view property,
                     const std::vector<std::string_view>& tags, const Place& place, Violations& found) {
    if (!json.is_object()) return add_wrong_kind("an object", json, place, found);
    const auto member = json.find(property);
    if (member == json.end()) {
        found.add(place.at(property), "is required; it is one of " + list_of(tags));
    } else {
        found.add(place.at(property),
                  "must be one of " + list_of(tags) + ", not " +
                      (member->is_string() ? "'" + member->get_ref<const std::string&>() + "'"
                                           : std::string(kind_of(*member))));
    }
}

void add_not_allowed(const nlohmann::json& json, const nlohmann::json& allowed, const Place& place,
                     Violations& found) {
    std::string list;
    for (const nlohmann::json& value : allowed)
        list += (list.empty() ? "" : ", ") + value.dump();
    found.add(place, (allowed.size() == 1 ? "must be " : "must be one of ") + list + ", not " +
                         (json.is_structured() ? std::string(kind_of(json)) : json.dump()));
}

}  // namespace gasworks::http
