#include "workspaces/uploads.hpp"

#include <cerrno>
#include <chrono>
#include <string_view>

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces::service;

namespace {

PictureName name(std::string_view text) {
    return PictureName::from_client(text).value();
}

std::span<const std::byte> bytes(std::string_view text) {
    return std::as_bytes(std::span(text));
}

}  // namespace

TEST_CASE("a stored picture is read back, and replaced by one of its name") {
    const TemporaryFolder folder;
    const Uploads uploads(folder / "ws" / "uploads");
    const auto missing = uploads.read(name("a.jpg"));
    REQUIRE_FALSE(missing);
    CHECK(missing.error().error_number == ENOENT);

    REQUIRE(uploads.store(name("a.jpg"), bytes("first")));
    CHECK(uploads.read(name("a.jpg")).value() == "first");
    REQUIRE(uploads.store(name("a.jpg"), bytes("second")));
    CHECK(uploads.read(name("a.jpg")).value() == "second");
    CHECK(names_in(folder / "ws" / "uploads") == std::vector<std::string>{"a.jpg"});
}

TEST_CASE("the latest picture is the one written last, whatever else lies about") {
    const TemporaryFolder folder;
    const Uploads uploads(folder / "uploads");
    CHECK(uploads.latest().value() == std::nullopt);
    REQUIRE(uploads.store(name("b.jpg"), bytes("b")));
    REQUIRE(uploads.store(name("a.jpg"), bytes("a")));
    put_file(folder / "uploads" / ".tmp-0123", "half");
    const auto now = std::filesystem::last_write_time(folder / "uploads" / "a.jpg");
    std::filesystem::last_write_time(folder / "uploads" / "b.jpg", now - std::chrono::seconds(5));
    CHECK(uploads.latest().value() == name("a.jpg"));
    std::filesystem::last_write_time(folder / "uploads" / "b.jpg", now + std::chrono::seconds(5));
    CHECK(uploads.latest().value() == name("b.jpg"));
}

TEST_CASE("a symlink among the uploads is not followed") {
    const TemporaryFolder folder;
    put_file(folder / "secret", "secret");
    std::filesystem::create_directories(folder / "uploads");
    std::filesystem::create_symlink(folder / "secret", folder / "uploads" / "a.jpg");
    const auto read = Uploads(folder / "uploads").read(name("a.jpg"));
    REQUIRE_FALSE(read);
    CHECK(read.error().error_number == ELOOP);
}

TEST_CASE("uploads are listed by name, without what is being written") {
    const TemporaryFolder folder;
    const Uploads uploads(folder.path());
    CHECK(Uploads(folder / "none").list().value().empty());
    for (const char* picture : {"b.jpg", "a.png"})
        REQUIRE(uploads.store(name(picture), bytes("12345")));
    put_file(folder / ".tmp-0123456789abcdef", "half");
    const auto list = uploads.list();
    REQUIRE(list);
    REQUIRE(list->size() == 2);
    CHECK((*list)[0].name == name("a.png"));
    CHECK((*list)[0].bytes == 5);
    const auto age = std::chrono::system_clock::now() - (*list)[0].time;
    CHECK(age < std::chrono::minutes(5));
    CHECK(uploads.remove(name("a.png")).value());
    CHECK_FALSE(uploads.remove(name("a.png")).value());
    CHECK(uploads.list().value().size() == 1);
}

TEST_CASE("only uploads from before a time are removed") {
    const TemporaryFolder folder;
    const Uploads uploads(folder.path());
    CHECK(Uploads(folder / "none").remove_older(std::chrono::system_clock::now()).value() == 0);
    for (const char* picture : {"old.jpg", "new.jpg"})
        REQUIRE(uploads.store(name(picture), bytes("1")));
    using FileClock = std::filesystem::file_time_type::clock;
    std::filesystem::last_write_time(folder / "old.jpg", FileClock::now() - std::chrono::hours(3));
    CHECK(uploads.remove_older(std::chrono::system_clock::now() - std::chrono::hours(2)).value() == 1);
    CHECK(names_in(folder.path()) == std::vector<std::string>{"new.jpg"});
}
