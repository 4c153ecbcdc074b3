#include "http/entity_tag.hpp"

#include <string>

#include "tests/catch.hpp"

using namespace gasworks::http;

namespace {

bool names(const std::string& value) {
    Headers headers;
    headers.add("If-None-Match", value);
    return none_match_names(headers, "\"abc\"");
}

}  // namespace

TEST_CASE("If-None-Match names a tag, compared weakly") {
    for (const char* value :
         {"\"abc\"", "W/\"abc\"", "\"x\", \"abc\"", "*", " \"abc\" ", "\"x\",W/\"abc\",\"y\""}) {
        INFO(value);
        CHECK(names(value));
    }
    for (const char* value : {"", "abc", "\"ABC\"", "\"abcd\"", "w/\"abc\"", ",", "\"a\", \"bc\""}) {
        INFO(value);
        CHECK_FALSE(names(value));
    }
}

TEST_CASE("without If-None-Match no tag is named") {
    CHECK_FALSE(none_match_names(Headers(), "\"abc\""));
}
