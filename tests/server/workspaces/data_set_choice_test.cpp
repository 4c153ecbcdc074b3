#include "workspaces/data_set_choice.hpp"

#include <span>

#include "tests/catch.hpp"
#include "tests/server/objects/tested_store.hpp"

using namespace eigenfaces::service;

TEST_CASE("a workspace's choice is kept until it is replaced") {
    TestedStore store(GENERATE(from_range(TestedStore::kinds())));
    const ObjectKey key("workspaces/ws/data_set.json");
    CHECK(read_data_set_choice(store.one(), key).value() == std::nullopt);
    const Sha256 first = sha256_of("first");
    REQUIRE(write_data_set_choice(store.one(), key, first));
    CHECK(read_data_set_choice(store.other(), key).value() == first);
    const Sha256 second = sha256_of("second");
    REQUIRE(write_data_set_choice(store.other(), key, second));
    CHECK(read_data_set_choice(store.one(), key).value() == second);
}

TEST_CASE("a damaged choice is an error, not no choice") {
    TestedStore store(GENERATE(from_range(TestedStore::kinds())));
    const ObjectKey key("data_set.json");
    for (const std::string_view text : {"", "{", "[]", "{}", R"({"sha256": 5})", R"({"sha256": "12"})"}) {
        INFO(text);
        REQUIRE(store.one().write(key, std::as_bytes(std::span(text))));
        const auto read = read_data_set_choice(store.one(), key);
        REQUIRE_FALSE(read);
        CHECK(read.error().kind == ObjectError::Kind::damaged);
        CHECK_THAT(read.error().message, ContainsSubstring("data_set.json"));
    }
}
