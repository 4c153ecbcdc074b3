#pragma once
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace gasworks::lifecycle {

enum class ListingFormat { table, csv, json, yaml };

/// Objects with the same members, as text that ends with a line end. Columns of tables and CSV (RFC 4180,
/// with a header) are named as `columns` say, also where there are no rows; null is empty there, an array its
/// items with spaces between.
std::string listing(const std::vector<nlohmann::ordered_json>& rows, const std::vector<std::string>& columns,
                    ListingFormat format);

}  // namespace gasworks::lifecycle
