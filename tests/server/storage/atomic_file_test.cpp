#include "storage/atomic_file.hpp"

#include <cerrno>
#include <csignal>
#include <random>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/catch.hpp"
#include "tests/server/storage/child_process.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces::service;

TEST_CASE("replace_file writes a private file and leaves nothing else") {
    const TemporaryFolder folder;
    REQUIRE(replace_file(folder / "a", "first"));
    CHECK(contents_of(folder / "a") == "first");
    REQUIRE(replace_file(folder / "a", "second, longer"));
    CHECK(contents_of(folder / "a") == "second, longer");
    REQUIRE(replace_file(folder / "a", ""));
    CHECK(contents_of(folder / "a").empty());
    CHECK(names_in(folder.path()) == std::vector<std::string>{"a"});

    struct stat status = {};
    REQUIRE(::stat((folder / "a").c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0600);
}

TEST_CASE("a file can be replaced without a change of who may read it") {
    const TemporaryFolder folder;
    const std::filesystem::path path = folder / "a";
    const auto replace = [&] {
        auto file = AtomicFile::create(path);
        REQUIRE(file);
        REQUIRE(file->keep_owner_and_mode());
        REQUIRE(file->write(std::as_bytes(std::span("new", 3))));
        REQUIRE(file->commit());
        CHECK(contents_of(path) == "new");
        struct stat status = {};
        REQUIRE(::lstat(path.c_str(), &status) == 0);
        return status;
    };
    CHECK((replace().st_mode & 07777) == 0600);
    REQUIRE(::chmod(path.c_str(), 0640) == 0);
    const bool is_root = ::geteuid() == 0;
    constexpr uid_t somebody = 12'345;
    if (is_root) REQUIRE(::chown(path.c_str(), somebody, somebody + 1) == 0);
    const auto kept = replace();
    CHECK((kept.st_mode & 07777) == 0640);
    if (is_root) {
        CHECK(kept.st_uid == somebody);
        CHECK(kept.st_gid == somebody + 1);
    }
    std::filesystem::create_symlink("target", folder / "link");
    std::filesystem::rename(folder / "link", path);
    CHECK((replace().st_mode & 07777) == 0600);
}

TEST_CASE("replace_file replaces a symlink and not what it points to") {
    const TemporaryFolder folder;
    put_file(folder / "target", "untouched");
    std::filesystem::create_symlink("target", folder / "link");
    REQUIRE(replace_file(folder / "link", "new"));
    CHECK(contents_of(folder / "target") == "untouched");
    CHECK_FALSE(std::filesystem::is_symlink(folder / "link"));
    CHECK(contents_of(folder / "link") == "new");
}

TEST_CASE("create_file refuses a taken name and leaves its holder") {
    const TemporaryFolder folder;
    REQUIRE(create_file(folder / "a", "first"));
    const auto again = create_file(folder / "a", "second");
    REQUIRE_FALSE(again);
    CHECK(again.error().error_number == EEXIST);
    CHECK_THAT(again.error().message(), ContainsSubstring((folder / "a").string()));
    CHECK_THAT(again.error().message(), ContainsSubstring("File exists"));
    CHECK(contents_of(folder / "a") == "first");

    std::filesystem::create_symlink("nowhere", folder / "dangling");
    CHECK_FALSE(create_file(folder / "dangling", "x"));
    CHECK_FALSE(std::filesystem::exists(folder / "nowhere"));
    CHECK(names_in(folder.path()) == std::vector<std::string>{"a", "dangling"});
}

TEST_CASE("a file that is not committed never appears") {
    const TemporaryFolder folder;
    {
        auto file = AtomicFile::create(folder / "a");
        REQUIRE(file);
        REQUIRE(file->write(std::as_bytes(std::span("half", 4))));
        CHECK(names_in(folder.path()).size() == 1);
        CHECK_FALSE(std::filesystem::exists(folder / "a"));
    }
    CHECK(names_in(folder.path()).empty());
}

TEST_CASE("writing says what was wrong and where") {
    const TemporaryFolder folder;
    SECTION("no such folder") {
        const auto written = replace_file(folder / "missing" / "a", "x");
        REQUIRE_FALSE(written);
        CHECK(written.error().error_number == ENOENT);
        CHECK_THAT(written.error().message(), ContainsSubstring("missing: No such file or directory"));
    }
    SECTION("a file where a folder should be") {
        put_file(folder / "file", "x");
        const auto written = replace_file(folder / "file" / "a", "x");
        REQUIRE_FALSE(written);
        CHECK(written.error().error_number == ENOTDIR);
    }
    SECTION("a folder has the name") {
        std::filesystem::create_directory(folder / "a");
        const auto written = replace_file(folder / "a", "x");
        REQUIRE_FALSE(written);
        CHECK(written.error().error_number == EISDIR);
        CHECK(names_in(folder.path()) == std::vector<std::string>{"a"});
    }
    SECTION("a name that is too long") {
        const auto written = replace_file(folder / std::string(300, 'n'), "x");
        REQUIRE_FALSE(written);
        CHECK(written.error().error_number == ENAMETOOLONG);
        CHECK(names_in(folder.path()).empty());
    }
    SECTION("no name") {
        CHECK_FALSE(replace_file(folder.path() / "", "x"));
        CHECK_FALSE(replace_file(folder.path() / "..", "x"));
        CHECK_FALSE(replace_file("", "x"));
    }
}

TEST_CASE("a disk without room leaves the old file and no other") {
    const TemporaryFolder folder;
    REQUIRE(replace_file(folder / "a", "old"));
    const pid_t child = start_child([&] {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit = {4096, 4096};
        if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 2;
        const auto written = replace_file(folder / "a", std::string(100'000, 'x'));
        if (written) return 3;
        return written.error().error_number == EFBIG ? 0 : 4;
    });
    CHECK(wait_for(child) == 0);
    CHECK(contents_of(folder / "a") == "old");
    CHECK(names_in(folder.path()) == std::vector<std::string>{"a"});
}

TEST_CASE("a process killed while it replaces a file leaves a complete one") {
    const TemporaryFolder folder;
    const std::string one(300'000, '1');
    const std::string two(500'000, '2');
    REQUIRE(replace_file(folder / "a", one));
    std::mt19937 random(7);  // NOLINT(cert-msc51-cpp): the same moments in every run
    for (int round = 0; round < 10; ++round) {
        int ready[2];
        REQUIRE(::pipe(ready) == 0);
        const pid_t child = start_child([&] {
            for (;;) {
                if (!replace_file(folder / "a", two) || !replace_file(folder / "a", one)) return 1;
                if (::write(ready[1], "x", 1) != 1) return 2;
            }
        });
        // After a random number of rounds, somewhere in the next.
        for (auto rounds = 1 + random() % 3; rounds > 0; --rounds) {
            char byte = 0;
            REQUIRE(::read(ready[0], &byte, 1) == 1);
        }
        REQUIRE(::kill(child, SIGKILL) == 0);
        CHECK(wait_for(child) == 1000 + SIGKILL);
        ::close(ready[0]);
        ::close(ready[1]);
        const std::string found = contents_of(folder / "a");
        CHECK((found == one || found == two));
    }
}
