#pragma once
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "http/violations.hpp"

namespace gasworks::http {

/// What the reader (http/json_values.hpp) makes of a document's `default`, a JSON text. The generator has
/// compared it with its schema; throws std::logic_error when it does not fit all the same.
template <class Reader>
auto default_value(const Reader& reader, std::string_view text) {
    Violations found;
    auto value = reader(nlohmann::json::parse(text), Place::body(), found);
    if (!value) {
        throw std::logic_error("the default " + std::string(text) + " is not of its schema: " +
                               found.kept().front().name + " " + found.kept().front().detail);
    }
    return *std::move(value);
}

}  // namespace gasworks::http
