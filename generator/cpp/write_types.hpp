#pragma once
#include <string>

#include "generator/cpp/types.hpp"
#include "generator/model/api.hpp"

namespace gasworks::generator {

/// types.hpp: a struct for each object schema and an enum class for each enumeration, with what reads and
/// writes them.
std::string types_header(const Types& types, const std::string& name_space);
std::string types_source(const Types& types, const std::string& name_space);

}  // namespace gasworks::generator
