#include "http/headers.hpp"

#include "tests/catch.hpp"

using gasworks::http::equals_ignoring_case;
using gasworks::http::Headers;

TEST_CASE("header names compare without regard to case") {
    Headers headers;
    headers.add("Content-Type", "text/plain");
    CHECK(headers.get("content-type") == "text/plain");
    CHECK(headers.contains("CONTENT-TYPE"));
    CHECK_FALSE(headers.contains("Content-Typ"));
    CHECK_FALSE(headers.get("Content-Type2").has_value());
}

TEST_CASE("header fields of one name keep their order") {
    Headers headers;
    headers.add("A", "1");
    headers.add("B", "2");
    headers.add("a", "3");
    CHECK(headers.get("A") == "1");
    CHECK(headers.all("A") == std::vector<std::string_view>{"1", "3"});
    CHECK(headers.all("C").empty());
    CHECK(headers.size() == 3);
}

TEST_CASE("setting a header field replaces every one of its name") {
    Headers headers;
    headers.add("A", "1");
    headers.add("B", "2");
    headers.add("a", "3");
    headers.set("A", "4");
    CHECK(headers.all("a") == std::vector<std::string_view>{"4"});
    CHECK(headers.size() == 2);
    headers.set("C", "5");
    CHECK(headers.get("c") == "5");
}

TEST_CASE("only the case of ASCII letters is ignored") {
    CHECK(equals_ignoring_case("aZ", "Az"));
    CHECK(equals_ignoring_case("", ""));
    CHECK_FALSE(equals_ignoring_case("a", "ab"));
    CHECK_FALSE(equals_ignoring_case("@", "`"));
    CHECK_FALSE(equals_ignoring_case("[", "{"));
    CHECK_FALSE(equals_ignoring_case("\xc4", "\xe4"));
}
