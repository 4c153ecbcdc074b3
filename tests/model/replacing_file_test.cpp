#include "model/replacing_file.hpp"

#include <cerrno>

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using eigenfaces::ReplacingFile;

namespace {

std::span<const std::byte> bytes(std::string_view text) {
    return std::as_bytes(std::span(text));
}

}  // namespace

TEST_CASE("a replacing file has its name once it is published") {
    const TemporaryFolder folder;
    put_file(folder / "a", "old");
    {
        ReplacingFile file(folder / "a");
        file.write(bytes("new "));
        file.write(bytes("text"));
        CHECK(contents_of(folder / "a") == "old");
        file.publish();
        CHECK(file.failure() == 0);
    }
    CHECK(contents_of(folder / "a") == "new text");
    CHECK(names_in(folder.path()) == std::vector<std::string>{"a"});
}

TEST_CASE("a replacing file that is not published leaves the old one") {
    const TemporaryFolder folder;
    put_file(folder / "a", "old");
    {
        ReplacingFile file(folder / "a");
        file.write(bytes("new"));
    }
    CHECK(contents_of(folder / "a") == "old");
    CHECK(names_in(folder.path()) == std::vector<std::string>{"a"});
}

TEST_CASE("a file is replaced by one writer at a time, and what a killed one left is taken over") {
    const TemporaryFolder folder;
    put_file(folder / "a.partial", "what a killed writer left, which is longer");
    ReplacingFile first(folder / "a");
    CHECK(first.failure() == 0);
    {
        ReplacingFile second(folder / "a");
        CHECK(second.failure() == EWOULDBLOCK);
        second.write(bytes("second"));
        second.publish();
    }
    first.write(bytes("first"));
    first.publish();
    CHECK(first.failure() == 0);
    CHECK(contents_of(folder / "a") == "first");
    CHECK(names_in(folder.path()) == std::vector<std::string>{"a"});
}

TEST_CASE("a file that can't be written says why") {
    const TemporaryFolder folder;
    ReplacingFile nowhere(folder / "missing" / "a");
    nowhere.write(bytes("text"));
    nowhere.publish();
    CHECK(nowhere.failure() == ENOENT);

    std::filesystem::create_directories(folder / "taken" / "by a folder");
    ReplacingFile taken(folder / "taken");
    taken.write(bytes("text"));
    taken.publish();
    CHECK(taken.failure() == EISDIR);
}
