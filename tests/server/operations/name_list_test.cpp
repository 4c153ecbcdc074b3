#include "operations/name_list.hpp"

#include <vector>

#include "tests/catch.hpp"

using eigenfaces::service::name_list;

TEST_CASE("names read as NumPy prints them") {
    CHECK(name_list(std::vector<std::string>{}) == "[]");
    CHECK(name_list(std::vector<std::string>{"Tony Blair"}) == "['Tony Blair']");
    CHECK(name_list(std::vector<std::string>{"George W Bush", "Tony Blair"}) ==
          "['George W Bush' 'Tony Blair']");
}

TEST_CASE("a line of names breaks where NumPy breaks it") {
    // str(numpy.array(['George W Bush'] * 5))
    CHECK(name_list(std::vector<std::string>(5, "George W Bush")) ==
          "['George W Bush' 'George W Bush' 'George W Bush' 'George W Bush'\n 'George W Bush']");
    // str(numpy.array(['a' * 70] * 2)), and 'a' * 80: a word that is longer than a line has one of its own
    const std::string wide(70, 'a');
    CHECK(name_list(std::vector<std::string>(2, wide)) == "['" + wide + "'\n '" + wide + "']");
    const std::string wider(80, 'a');
    CHECK(name_list(std::vector<std::string>(2, wider)) == "['" + wider + "'\n '" + wider + "']");
}

TEST_CASE("quotes and backslashes in names are written as Python does") {
    CHECK(name_list(std::vector<std::string>{"O'Neil"}) == "[\"O'Neil\"]");
    CHECK(name_list(std::vector<std::string>{"a\"b"}) == "['a\"b']");
    CHECK(name_list(std::vector<std::string>{"a'b\"c"}) == "['a\\'b\"c']");
    CHECK(name_list(std::vector<std::string>{"a\\b"}) == "['a\\\\b']");
}
