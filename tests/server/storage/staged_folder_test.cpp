#include "storage/staged_folder.hpp"

#include <cerrno>
#include <csignal>
#include <string>
#include <sys/stat.h>

#include "storage/rename.hpp"
#include "storage/temporary_name.hpp"
#include "tests/catch.hpp"
#include "tests/server/storage/child_process.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces::service;

TEST_CASE("a staged folder appears whole, or not at all") {
    const TemporaryFolder folder;
    {
        auto staged = StagedFolder::create_in(folder.path());
        REQUIRE(staged);
        put_file(staged->path() / "sub/file", "x");
        struct stat status = {};
        REQUIRE(::stat(staged->path().c_str(), &status) == 0);
        CHECK((status.st_mode & 07777) == 0700);
        CHECK(staged->path().filename().string().starts_with(temporary_prefix));
    }
    CHECK(names_in(folder.path()).empty());
    {
        auto staged = StagedFolder::create_in(folder.path());
        REQUIRE(staged);
        put_file(staged->path() / "sub/file", "x");
        REQUIRE(staged->publish(folder / "final"));
    }
    CHECK(names_in(folder.path()) == std::vector<std::string>{"final"});
    CHECK(contents_of(folder / "final/sub/file") == "x");
}

TEST_CASE("publishing replaces an old folder, or refuses to") {
    const TemporaryFolder folder;
    put_file(folder / "final/old", "old");
    auto staged = StagedFolder::create_in(folder.path());
    REQUIRE(staged);
    put_file(staged->path() / "new", "new");

    const auto refused = staged->publish_new(folder / "final");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().error_number == EEXIST);
    CHECK(names_in(folder / "final") == std::vector<std::string>{"old"});

    REQUIRE(staged->publish(folder / "final"));
    CHECK(names_in(folder / "final") == std::vector<std::string>{"new"});
    CHECK(names_in(folder.path()) == std::vector<std::string>{"final"});
}

TEST_CASE("publishing to where there is no folder is an error that names it") {
    const TemporaryFolder folder;
    auto staged = StagedFolder::create_in(folder.path());
    REQUIRE(staged);
    const auto published = staged->publish(folder / "missing" / "final");
    REQUIRE_FALSE(published);
    CHECK_THAT(published.error().message(), ContainsSubstring((folder / "missing" / "final").string()));
    CHECK_FALSE(StagedFolder::create_in(folder / "missing"));
}

TEST_CASE("a folder that is replaced again and again is there, and whole, at every moment") {
    const TemporaryFolder folder;
    const auto stage_and_publish = [&](const char* text) {
        auto staged = StagedFolder::create_in(folder.path());
        if (!staged) return false;
        put_file(staged->path() / "one", text);
        put_file(staged->path() / "two", text);
        return staged->publish(folder / "final").has_value();
    };
    REQUIRE(stage_and_publish("0"));
    for (int round = 0; round < 10; ++round) {
        int ready[2];
        REQUIRE(::pipe(ready) == 0);
        const pid_t child = start_child([&] {
            for (bool odd = false;; odd = !odd) {
                if (!stage_and_publish(odd ? "1" : "2")) return 1;
                if (::write(ready[1], "x", 1) != 1) return 2;
            }
        });
        for (int rounds = 1 + round % 3; rounds > 0; --rounds) {
            char byte = 0;
            REQUIRE(::read(ready[0], &byte, 1) == 1);
            CHECK(std::filesystem::exists(folder / "final/one"));
        }
        REQUIRE(::kill(child, SIGKILL) == 0);
        CHECK(wait_for(child) == 1000 + SIGKILL);
        ::close(ready[0]);
        ::close(ready[1]);
        REQUIRE(names_in(folder / "final") == std::vector<std::string>{"one", "two"});
        CHECK(contents_of(folder / "final/one") == contents_of(folder / "final/two"));
        REQUIRE(sweep_temporaries(folder.path()));
        CHECK(names_in(folder.path()) == std::vector<std::string>{"final"});
    }
}

TEST_CASE("rename_new refuses every kind of holder") {
    const TemporaryFolder folder;
    put_file(folder / "file", "x");
    std::filesystem::create_directory(folder / "folder");
    std::filesystem::create_symlink("nowhere", folder / "dangling");
    for (const char* holder : {"file", "folder", "dangling"}) {
        put_file(folder / "from", "new");
        const auto renamed = rename_new(folder / "from", folder / holder);
        REQUIRE_FALSE(renamed);
        CHECK(renamed.error().error_number == EEXIST);
    }
    REQUIRE(rename_new(folder / "from", folder / "free"));
    CHECK(contents_of(folder / "free") == "new");
    CHECK_FALSE(std::filesystem::exists(folder / "from"));
}
