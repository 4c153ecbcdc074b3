#include "storage/read_file.hpp"

#include <cerrno>
#include <string>
#include <sys/stat.h>

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces::service;

TEST_CASE("read_file returns all bytes up to its limit") {
    const TemporaryFolder folder;
    const std::string bytes("a\0b\n", 4);
    put_file(folder / "a", bytes);
    put_file(folder / "empty", "");
    CHECK(read_file(folder / "a", 4).value() == bytes);
    CHECK(read_file(folder / "empty", 0).value().empty());

    const auto refused = read_file(folder / "a", 3);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().error_number == EFBIG);
    CHECK_THAT(refused.error().message(), ContainsSubstring("larger than the limit of 3 bytes"));
}

TEST_CASE("read_file reads files whose size is not known before") {
    // /proc says 0 bytes.
    const auto status = read_file("/proc/self/status", 100'000);
    REQUIRE(status);
    CHECK_THAT(*status, ContainsSubstring("VmRSS"));
    CHECK(read_file("/proc/self/status", 10).error().error_number == EFBIG);
}

TEST_CASE("read_file opens regular files alone") {
    const TemporaryFolder folder;
    put_file(folder / "target", "secret");
    std::filesystem::create_symlink("target", folder / "link");
    REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
    CHECK(read_file(folder / "link", 100).error().error_number == ELOOP);
    CHECK(read_file(folder / "missing", 100).error().error_number == ENOENT);
    CHECK(read_file(folder.path(), 100).error().error_number == EISDIR);
    CHECK(read_file(folder / "pipe", 100).error().error_number == EINVAL);
    CHECK(read_file("/dev/zero", 100).error().error_number == EINVAL);
}
