#include "generator/bench/csv.hpp"

#include <string>
#include <vector>

#include "tests/catch.hpp"

using namespace gasworks::bench;

namespace {

const std::vector<std::string> columns{"size", "basis"};

std::string refusal(const std::string& text) {
    try {
        read_csv(text, columns, "prices.csv");
    } catch (const std::exception& error) {
        return error.what();
    }
    return "was read";
}

}  // namespace

TEST_CASE("records are read with their quotation marks, and written so that they can be read") {
    const auto records = read_csv("# of whom\r\nsize,basis\r\n\r\na,\"b, \"\"c\"\"\"\r\nd,\n", columns, "x");
    REQUIRE(records.size() == 2);
    CHECK(records[0] == std::vector<std::string>{"a", "b, \"c\""});
    CHECK(records[1] == std::vector<std::string>{"d", ""});
    CHECK(csv_field("b, \"c\"") == "\"b, \"\"c\"\"\"");
    CHECK(csv_field("plain") == "plain");
}

TEST_CASE("what is wrong with a CSV file is told with its line") {
    CHECK(refusal("") == "prices.csv is empty; its columns have to be size,basis");
    CHECK(refusal("#\nsize,cost\n") == "prices.csv, line 2: the columns have to be size,basis");
    CHECK(refusal("size,basis\na,b,c\n") == "prices.csv, line 2: has 3 fields, not 2");
    CHECK(refusal("size,basis\na,\"b\n") == "prices.csv, line 2: a quotation mark is not closed");
    CHECK(csv_number("0.25", "x") == 0.25);
    for (const char* text : {"", "-1", "1x", "nan", "inf"})
        CHECK_THROWS(csv_number(text, "x"));
}
