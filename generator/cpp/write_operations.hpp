#pragma once
#include <string>
#include <vector>

#include "generator/cpp/operation_names.hpp"
#include "generator/cpp/types.hpp"

namespace gasworks::generator {

/// operations.hpp: a struct for each request, a class for each operation's answers, the class of all
/// operations.
std::string operations_header(const std::vector<OperationNames>& operations, const Types& types,
                              const std::string& name_space);
std::string operations_source(const std::vector<OperationNames>& operations, const Types& types,
                              const std::string& name_space);

/// The field of a part of a form.
std::string part_type(const Schema& schema, bool required, const Types& types);

}  // namespace gasworks::generator
