#pragma once
#include <string>
#include <vector>

#include "generator/cpp/operation_names.hpp"
#include "generator/cpp/types.hpp"

namespace gasworks::generator {

/// routes.hpp: add_routes, which reads, checks and answers the requests of every operation.
std::string routes_header(const Api& api, const std::vector<OperationNames>& operations,
                          const std::string& name_space);
std::string routes_source(const Api& api, const std::vector<OperationNames>& operations, const Types& types,
                          const std::string& name_space);

}  // namespace gasworks::generator
