#pragma once
#include <string_view>

namespace gasworks::generator {

/// Whether this is a dialect of JSON Schema that OpenAPI 3.1's schemas are written in by themselves.
inline bool is_known_dialect(std::string_view dialect) {
    if (dialect.ends_with('#')) dialect.remove_suffix(1);
    return dialect == "https://spec.openapis.org/oas/3.1/dialect/base" ||
           dialect == "https://json-schema.org/draft/2020-12/schema";
}

}  // namespace gasworks::generator
