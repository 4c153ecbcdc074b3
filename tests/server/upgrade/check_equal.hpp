#pragma once
#include <string>

#include <nlohmann/json.hpp>

/// Checks that `got` says what `expected` does; `where` is told of what does not. The last digits of computed
/// numbers may differ, as they do between processors, and objects may have more members: a later version may
/// tell more.
void check_equal(const nlohmann::json& got, const nlohmann::json& expected, const std::string& where);
