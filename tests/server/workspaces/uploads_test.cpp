#include "workspaces/uploads.hpp"

#include <chrono>
#include <string_view>

#include "tests/catch.hpp"
#include "tests/server/objects/tested_store.hpp"

using namespace eigenfaces::service;

namespace {

PictureName name(std::string_view text) {
    return PictureName::from_client(text).value();
}

std::span<const std::byte> bytes(std::string_view text) {
    return std::as_bytes(std::span(text));
}

const ObjectKey folder_key("workspaces/ws/uploads");

/// Of files, whose times can be set.
struct UploadedFiles {
    TemporaryFolder folder;
    FolderObjects objects{folder.path()};
    Uploads uploads{objects, folder_key};

    std::filesystem::path path() const { return folder / folder_key.text(); }
};

}  // namespace

TEST_CASE("a stored picture is read back, and replaced by one of its name") {
    TestedStore store(GENERATE(from_range(TestedStore::kinds())));
    const Uploads uploads(store.one(), folder_key);
    const Uploads seen_by_others(store.other(), folder_key);
    CHECK_FALSE(uploads.read(name("a.jpg")).value());

    REQUIRE(uploads.store(name("a.jpg"), bytes("first")));
    CHECK(seen_by_others.read(name("a.jpg")).value() == "first");
    REQUIRE(seen_by_others.store(name("a.jpg"), bytes("second")));
    CHECK(uploads.read(name("a.jpg")).value() == "second");
    CHECK(store.one().names(folder_key).value() == std::vector<std::string>{"a.jpg"});
}

TEST_CASE("the latest picture is the one written last, whatever else lies about") {
    const UploadedFiles stored;
    const Uploads& uploads = stored.uploads;
    CHECK(uploads.latest().value() == std::nullopt);
    REQUIRE(uploads.store(name("b.jpg"), bytes("b")));
    REQUIRE(uploads.store(name("a.jpg"), bytes("a")));
    put_file(stored.path() / ".tmp-0123", "half");
    const auto now = std::filesystem::last_write_time(stored.path() / "a.jpg");
    std::filesystem::last_write_time(stored.path() / "b.jpg", now - std::chrono::seconds(5));
    CHECK(uploads.latest().value() == name("a.jpg"));
    std::filesystem::last_write_time(stored.path() / "b.jpg", now + std::chrono::seconds(5));
    CHECK(uploads.latest().value() == name("b.jpg"));
}

TEST_CASE("a symlink among the uploads is not followed") {
    const UploadedFiles stored;
    put_file(stored.folder / "secret", "secret");
    std::filesystem::create_directories(stored.path());
    std::filesystem::create_symlink(stored.folder / "secret", stored.path() / "a.jpg");
    const auto read = stored.uploads.read(name("a.jpg"));
    REQUIRE_FALSE(read);
    CHECK_THAT(read.error().message, ContainsSubstring("a.jpg"));
}

TEST_CASE("uploads are listed by name, without what is not one of them") {
    TestedStore store(GENERATE(from_range(TestedStore::kinds())));
    const Uploads uploads(store.one(), folder_key);
    CHECK(uploads.list().value().empty());
    for (const char* picture : {"b.jpg", "a.png"})
        REQUIRE(uploads.store(name(picture), bytes("12345")));
    for (const char* other : {".hidden", "not a name.jpg", "c"})
        REQUIRE(store.one().write(folder_key / other / "d.jpg", bytes("12345")));
    REQUIRE(store.one().write(folder_key / ".tmp-0123456789abcdef", bytes("half")));
    const auto list = Uploads(store.other(), folder_key).list();
    REQUIRE(list);
    REQUIRE(list->size() == 2);
    CHECK((*list)[0].name == name("a.png"));
    CHECK((*list)[0].bytes == 5);
    const auto age = std::chrono::system_clock::now() - (*list)[0].time;
    CHECK(age < std::chrono::minutes(5));
    CHECK(uploads.remove(name("a.png")).value());
    CHECK_FALSE(uploads.remove(name("a.png")).value());
    CHECK(uploads.list().value().size() == 1);
    REQUIRE(uploads.store(name("e.jpg"), bytes("12345")));
    REQUIRE(uploads.remove_all());
    CHECK(uploads.list().value().empty());
    CHECK(store.one().describe(folder_key / "c" / "d.jpg").value().has_value());
}

TEST_CASE("only uploads from before a time are removed") {
    const auto now = std::chrono::system_clock::now();
    SECTION("in any store") {
        TestedStore store(GENERATE(from_range(TestedStore::kinds())));
        const Uploads uploads(store.one(), folder_key);
        CHECK(uploads.remove_older(now).value() == 0);
        for (const char* picture : {"a.jpg", "b.jpg"})
            REQUIRE(uploads.store(name(picture), bytes("1")));
        CHECK(uploads.remove_older(now - std::chrono::hours(2)).value() == 0);
        CHECK(uploads.remove_older(now + std::chrono::hours(2)).value() == 2);
        CHECK(uploads.list().value().empty());
    }
    SECTION("and no others") {
        const UploadedFiles stored;
        for (const char* picture : {"old.jpg", "new.jpg"})
            REQUIRE(stored.uploads.store(name(picture), bytes("1")));
        using FileClock = std::filesystem::file_time_type::clock;
        std::filesystem::last_write_time(stored.path() / "old.jpg", FileClock::now() - std::chrono::hours(3));
        CHECK(stored.uploads.remove_older(now - std::chrono::hours(2)).value() == 1);
        CHECK(names_in(stored.path()) == std::vector<std::string>{"new.jpg"});
    }
}
