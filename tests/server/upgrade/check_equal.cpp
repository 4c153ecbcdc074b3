#include "tests/server/upgrade/check_equal.hpp"

#include <algorithm>
#include <cmath>

#include "tests/catch.hpp"

void check_equal(const nlohmann::json& got, const nlohmann::json& expected, const std::string& where) {
    INFO(where);
    if (expected.is_number_float() && got.is_number()) {
        const double wanted = expected.get<double>();
        CHECK(std::abs(got.get<double>() - wanted) <= 1e-4 * std::max(1.0, std::abs(wanted)));
    } else if (expected.is_structured() && got.type() == expected.type()) {
        for (const auto& [key, value] : expected.items()) {
            if (got.is_object()) {
                REQUIRE(got.contains(key));
                check_equal(got[key], value, where + '/' + key);
            }
        }
        if (!got.is_array()) return;
        REQUIRE(got.size() == expected.size());
        for (std::size_t i = 0; i < got.size(); ++i)
            check_equal(got[i], expected[i], where + '/' + std::to_string(i));
    } else {
        CHECK(got == expected);
    }
}
