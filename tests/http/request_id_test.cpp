#include "http/request_id.hpp"

#include <set>

#include "tests/catch.hpp"

using gasworks::http::request_id;

TEST_CASE("a safe request id is kept") {
    for (const std::string& id : {std::string("a"), std::string("AZaz09._-"), std::string(64, 'x')}) {
        CHECK(request_id(id) == id);
    }
}

TEST_CASE("an unsafe request id is replaced by hexadecimal digits") {
    for (const std::string& id : {std::string(), std::string(65, 'x'), std::string("a b"),
                                  std::string("a\nb"), std::string("\0", 1), std::string("\xc3\xa9")}) {
        const std::string replaced = request_id(id);
        CHECK(replaced.size() == 16);
        CHECK(replaced.find_first_not_of("0123456789abcdef") == std::string::npos);
    }
}

TEST_CASE("new request ids differ") {
    std::set<std::string> ids;
    for (int i = 0; i < 10'000; ++i)
        ids.insert(request_id(std::nullopt));
    CHECK(ids.size() == 10'000);
}
