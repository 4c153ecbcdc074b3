#include "workspaces/data_set_choice.hpp"

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces::service;

TEST_CASE("a workspace's choice is kept until it is replaced") {
    const TemporaryFolder folder;
    const auto file = folder / "ws" / "data_set.json";
    CHECK(read_data_set_choice(file).value() == std::nullopt);
    const Sha256 first = sha256_of("first");
    REQUIRE(write_data_set_choice(file, first));
    CHECK(read_data_set_choice(file).value() == first);
    const Sha256 second = sha256_of("second");
    REQUIRE(write_data_set_choice(file, second));
    CHECK(read_data_set_choice(file).value() == second);
}

TEST_CASE("a damaged choice is an error, not no choice") {
    const TemporaryFolder folder;
    for (const char* text : {"", "{", "[]", "{}", R"({"sha256": 5})", R"({"sha256": "12"})"}) {
        INFO(text);
        put_file(folder / "data_set.json", text);
        const auto read = read_data_set_choice(folder / "data_set.json");
        REQUIRE_FALSE(read);
        CHECK_THAT(read.error().message(), ContainsSubstring("data_set.json"));
    }
}
