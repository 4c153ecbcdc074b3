#include "storage/make_folders.hpp"

#include <cerrno>
#include <thread>

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using eigenfaces::service::make_folders;
namespace fs = std::filesystem;

TEST_CASE("missing folders are made, for their user alone") {
    const TemporaryFolder folder;
    REQUIRE(make_folders(folder / "a" / "b" / "c"));
    CHECK(fs::status(folder / "a" / "b" / "c").permissions() == fs::perms::owner_all);
    CHECK(fs::status(folder / "a").permissions() == fs::perms::owner_all);
    CHECK(make_folders(folder / "a" / "b" / "c"));
    CHECK(make_folders(folder / "a" / "b" / "d/"));
    CHECK(names_in(folder / "a" / "b") == std::vector<std::string>{"c", "d"});
    CHECK(make_folders("/"));
    CHECK(make_folders("."));
}

TEST_CASE("a file in the way is an error that names it") {
    const TemporaryFolder folder;
    put_file(folder / "file", "x");
    const auto at = make_folders(folder / "file");
    REQUIRE_FALSE(at);
    CHECK(at.error().error_number == ENOTDIR);
    CHECK_THAT(at.error().message(), ContainsSubstring((folder / "file").string()));
    const auto below = make_folders(folder / "file" / "b");
    REQUIRE_FALSE(below);
    CHECK(below.error().error_number == ENOTDIR);
}

TEST_CASE("several threads make the same folders") {
    const TemporaryFolder folder;
    for (int round = 0; round < 20; ++round) {
        const fs::path path = folder / std::to_string(round) / "a" / "b";
        bool first = false;
        std::thread other([&] { first = make_folders(path).has_value(); });
        const bool second = make_folders(path).has_value();
        other.join();
        CHECK((first && second));
        CHECK(fs::is_directory(path));
    }
}
