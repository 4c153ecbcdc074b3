#include "storage/folder_lock.hpp"

#include <cerrno>
#include <csignal>
#include <string>

#include "tests/catch.hpp"
#include "tests/server/storage/child_process.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces::service;

TEST_CASE("a folder is locked once") {
    const TemporaryFolder folder;
    {
        const auto first = FolderLock::acquire(folder.path());
        REQUIRE(first);
        const auto second = FolderLock::acquire(folder.path());
        REQUIRE_FALSE(second);
        CHECK(second.error().error_number == EWOULDBLOCK);
        CHECK(second.error().message() == "cannot lock " + (folder / ".lock").string() +
                                              ": in use by process " + std::to_string(::getpid()));
    }
    CHECK(FolderLock::acquire(folder.path()));
}

TEST_CASE("the lock of a killed process is free and a living one's is not") {
    const TemporaryFolder folder;
    int ready[2];
    REQUIRE(::pipe(ready) == 0);
    const pid_t child = start_child([&] {
        const auto lock = FolderLock::acquire(folder.path());
        if (!lock || ::write(ready[1], "x", 1) != 1) return 1;
        for (;;)
            ::pause();
    });
    char byte = 0;
    REQUIRE(::read(ready[0], &byte, 1) == 1);
    const auto refused = FolderLock::acquire(folder.path());
    REQUIRE_FALSE(refused);
    CHECK_THAT(refused.error().message(), ContainsSubstring("process " + std::to_string(child)));
    REQUIRE(::kill(child, SIGKILL) == 0);
    CHECK(wait_for(child) == 1000 + SIGKILL);
    CHECK(FolderLock::acquire(folder.path()));
    ::close(ready[0]);
    ::close(ready[1]);
}

TEST_CASE("a lock file that is a symlink, or a folder that is missing, is refused") {
    const TemporaryFolder folder;
    std::filesystem::create_symlink("elsewhere", folder / ".lock");
    const auto refused = FolderLock::acquire(folder.path());
    REQUIRE_FALSE(refused);
    CHECK(refused.error().error_number == ELOOP);
    CHECK_FALSE(std::filesystem::exists(folder / "elsewhere"));
    CHECK_FALSE(FolderLock::acquire(folder / "missing"));
}
