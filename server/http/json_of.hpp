#pragma once
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "http/box.hpp"

namespace gasworks::http {

/// The JSON of a typed value; an empty optional within it is null.
template <class T>
nlohmann::json json_of(const T& value) {
    return nlohmann::json(value);
}
template <class T>
nlohmann::json json_of(const std::optional<T>& value);
template <class T>
nlohmann::json json_of(const std::map<std::string, T>& values);
template <class T>
nlohmann::json json_of(const Box<T>& value);
template <class... T>
nlohmann::json json_of(const std::variant<T...>& value);

template <class T>
nlohmann::json json_of(const std::vector<T>& values) {
    nlohmann::json array = nlohmann::json::array();
    for (const auto& value : values)
        array.push_back(json_of(static_cast<const T&>(value)));
    return array;
}

template <class T>
nlohmann::json json_of(const std::optional<T>& value) {
    return value ? json_of(*value) : nlohmann::json(nullptr);
}

template <class T>
nlohmann::json json_of(const std::map<std::string, T>& values) {
    nlohmann::json object = nlohmann::json::object();
    for (const auto& [name, value] : values)
        object[name] = json_of(value);
    return object;
}

template <class T>
nlohmann::json json_of(const Box<T>& value) {
    return json_of(*value);
}

template <class... T>
nlohmann::json json_of(const std::variant<T...>& value) {
    return std::visit([](const auto& held) { return json_of(held); }, value);
}

}  // namespace gasworks::http
