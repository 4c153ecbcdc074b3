#include "objects/folder_objects.hpp"

#include <sys/stat.h>

#include "tests/catch.hpp"
#include "tests/server/objects/object_store_conformance.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces::service;

namespace fs = std::filesystem;

namespace {

std::span<const std::byte> bytes(std::string_view text) {
    return std::as_bytes(std::span(text));
}

}  // namespace

TEST_CASE("objects in a folder keep what a store of objects promises") {
    const TemporaryFolder folder;
    FolderObjects store(folder.path());
    object_store_conformance::keeps_its_promises({store, store});
}

TEST_CASE("an object is the file at its key, for its owner alone, and nothing else is left") {
    const TemporaryFolder folder;
    FolderObjects store(folder.path());
    REQUIRE(store.write(ObjectKey("w/ada/x"), bytes("one")));
    REQUIRE(store.write_new(ObjectKey("w/ada/y"), bytes("two")).value());
    REQUIRE_FALSE(store.write_new(ObjectKey("w/ada/y"), bytes("three")).value());
    CHECK(contents_of(folder / "w/ada/x") == "one");
    CHECK(contents_of(folder / "w/ada/y") == "two");
    CHECK(names_in(folder / "w/ada") == std::vector<std::string>{"x", "y"});
    struct stat status {};
    REQUIRE(::stat((folder / "w/ada/x").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600U);
    CHECK(store.remove_all(ObjectKey("w")).value() == 2);
    CHECK(names_in(folder.path()).empty());
}

TEST_CASE("a file that others replaced has another tag") {
    const TemporaryFolder folder;
    FolderObjects store(folder.path());
    const ObjectKey key("x");
    const ObjectTag tag = store.write(key, bytes("one")).value();
    put_file(folder / "x", "four");
    CHECK(store.describe(key).value()->tag != tag);
    CHECK_FALSE(store.replace(key, tag, bytes("five")).value());
    CHECK(contents_of(folder / "x") == "four");
}

TEST_CASE("symlinks are not followed, and are no objects") {
    const TemporaryFolder folder;
    put_file(folder / "outside" / "secret", "secret");
    fs::create_directories(folder / "data/w");
    fs::create_symlink(folder / "outside/secret", folder / "data/w/link");
    fs::create_symlink(folder / "outside", folder / "data/w/folder");
    FolderObjects store(folder / "data");
    const ObjectKey link("w/link");
    CHECK_FALSE(store.read(link, 100));
    CHECK_FALSE(store.describe(link));
    CHECK_FALSE(store.read_file(link, folder / "copy", 100, {}));
    CHECK(store.list(ObjectKey("w")).value().empty());
    CHECK(store.names(ObjectKey("w")).value().empty());
    CHECK(store.folders(ObjectKey("w")).value().empty());
    CHECK_FALSE(store.write_new(link, bytes("new")).value());
    REQUIRE(store.write(link, bytes("new")));
    CHECK(contents_of(folder / "outside/secret") == "secret");
    CHECK(contents_of(folder / "data/w/link") == "new");
    CHECK(store.remove_all(ObjectKey("w")).value() == 1);
    CHECK(contents_of(folder / "outside/secret") == "secret");
}

TEST_CASE("what is being written is not there yet") {
    const TemporaryFolder folder;
    FolderObjects store(folder.path());
    put_file(folder / "w/.tmp-0123456789abcdef", "half");
    put_file(folder / "w/.previous-a/x", "old");
    put_file(folder / "w/.tmp-fedcba9876543210/x", "staged");
    CHECK(store.list(ObjectKey("w")).value().empty());
    CHECK(store.names(ObjectKey("w")).value().empty());
    CHECK(store.folders(ObjectKey("w")).value().empty());
}

TEST_CASE("names are those of the objects directly below") {
    const TemporaryFolder folder;
    FolderObjects store(folder.path());
    for (const char* key : {"w/b", "w/a", "w/c/d", "x"})
        REQUIRE(store.write(ObjectKey(key), bytes("1")));
    CHECK(store.names(ObjectKey("w")).value() == std::vector<std::string>{"a", "b"});
    CHECK(store.ObjectStore::names(ObjectKey("w")).value() == std::vector<std::string>{"a", "b"});
    CHECK(store.names(ObjectKey("none")).value().empty());
}

TEST_CASE("an object is removed where it is still the one that was seen") {
    const TemporaryFolder folder;
    FolderObjects store(folder.path());
    const ObjectKey key("w/x");
    const ObjectTag first = store.write(key, bytes("one")).value();
    const ObjectTag second = store.write(key, bytes("two and more")).value();
    CHECK_FALSE(store.remove_if(key, first).value());
    CHECK_FALSE(store.ObjectStore::remove_if(key, first).value());
    CHECK(store.remove_if(key, second).value());
    CHECK_FALSE(store.remove_if(key, second).value());
    const ObjectTag third = store.write(key, bytes("three")).value();
    CHECK(store.ObjectStore::remove_if(key, third).value());
    CHECK_FALSE(store.describe(key).value());
}

TEST_CASE("several objects are removed, whichever of them are there") {
    const TemporaryFolder folder;
    FolderObjects store(folder.path());
    const std::vector<ObjectKey> keys = {ObjectKey("w/a"), ObjectKey("w/none"), ObjectKey("v/b")};
    for (const char* key : {"w/a", "v/b", "v/c"})
        REQUIRE(store.write(ObjectKey(key), bytes("1")));
    REQUIRE(store.remove_each(keys));
    CHECK(store.list(ObjectKey("w")).value().empty());
    CHECK(store.names(ObjectKey("v")).value() == std::vector<std::string>{"c"});
}

TEST_CASE("an error says which file it is about") {
    const TemporaryFolder folder;
    FolderObjects store(folder.path());
    put_file(folder / "w", "a file");
    const auto written = store.write(ObjectKey("w/x"), bytes("1"));
    REQUIRE_FALSE(written);
    CHECK_THAT(written.error().message, ContainsSubstring((folder / "w").string()));
    CHECK(written.error().kind == ObjectError::Kind::unavailable);
}
