#pragma once
#include <string>

#include "generator/model/api.hpp"

namespace gasworks::generator {

/// Expressions that make http::Parameter: {.name = "id", .type = http::TextType::integer}

/// Of a parameter of an operation.
std::string parameter_settings(const Parameter& parameter);
/// Of a part of multipart/form-data that is a text, or a list of parts that are.
std::string part_settings(const Schema::Property& property);
/// Of a form of application/x-www-form-urlencoded as a whole.
std::string form_settings(const Content& content);

/// http::TextType::integer
std::string text_type(const Schema& schema);

}  // namespace gasworks::generator
