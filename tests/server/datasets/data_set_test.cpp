#include "datasets/data_set.hpp"

#include <cerrno>

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces::service;

TEST_CASE("the folder of pictures is found under any name") {
    const TemporaryFolder folder;
    const auto found = [&] { return find_pictures(folder.path()).value().lexically_relative(folder.path()); };
    SECTION("LFW's layout") {
        put_file(folder / "lfw_funneled/Ariel_Sharon/1.jpg", "x");
        put_file(folder / "lfw_funneled/Tony_Blair/1.jpg", "x");
        put_file(folder / "lfw_funneled/pairs_01.txt", "x");
        CHECK(found() == "lfw_funneled");
    }
    SECTION("people at the top") {
        put_file(folder / "Ann/1.jpg", "x");
        put_file(folder / "Bob/1.jpg", "x");
        CHECK(found() == ".");
    }
    SECTION("one person at the top") {
        put_file(folder / "Ann/1.jpg", "x");
        CHECK(found() == ".");
    }
    SECTION("one person below a folder") {
        put_file(folder / "faces/Ann/1.jpg", "x");
        CHECK(found() == "faces");
    }
    SECTION("deep, and with what macOS adds") {
        put_file(folder / "a/b/Ann/1.jpg", "x");
        put_file(folder / "a/b/Bob/1.jpg", "x");
        put_file(folder / "a/.DS_Store", "x");
        put_file(folder / "__MACOSX/a/._b", "x");
        CHECK(found() == "a/b");
    }
    SECTION("nothing") {
        CHECK(found() == ".");
    }
}

TEST_CASE("people are folders with files") {
    const TemporaryFolder folder;
    put_file(folder / "Ann/1.jpg", "x");
    put_file(folder / "Bob/1.jpg", "x");
    put_file(folder / "Bob/2.jpg", "x");
    put_file(folder / "a file", "x");
    put_file(folder / ".hidden/1.jpg", "x");
    std::filesystem::create_directory(folder / "empty");
    CHECK(count_people(folder.path()).value() == 2);
    CHECK_FALSE(count_people(folder / "missing"));
}

TEST_CASE("the record of a data set is read as written") {
    const TemporaryFolder folder;
    put_file(folder / "files/top/Ann/1.jpg", "x");
    const DataSet written{sha256_of("archive"),
                          "http://example.com/a.tgz",
                          folder / "files/top",
                          std::chrono::sys_seconds(std::chrono::seconds(1'700'000'000)),
                          1,
                          2,
                          3};
    REQUIRE(write_data_set(folder.path(), written));
    const auto read = read_data_set(folder.path());
    REQUIRE(read);
    CHECK(read->digest == written.digest);
    CHECK(read->url == written.url);
    CHECK(read->pictures == written.pictures);
    CHECK(read->obtained == written.obtained);
    CHECK(read->files == 1);
    CHECK(read->bytes == 2);
    CHECK(read->people == 3);
    CHECK(read->faces == folder / "faces");

    const std::string text = contents_of(folder / "dataset.json");
    const auto damaged_by = [&](const std::string& from, const std::string& to) {
        std::string changed = text;
        REQUIRE(changed.find(from) != std::string::npos);
        put_file(folder / "dataset.json", changed.replace(changed.find(from), from.size(), to));
        const auto damaged = read_data_set(folder.path());
        return !damaged && damaged.error().error_number == EBADMSG;
    };
    CHECK(damaged_by("files/top", "../../etc"));
    CHECK(damaged_by("files/top", "/etc"));
    CHECK(damaged_by("files/top", "files/gone"));
    CHECK(damaged_by("\"people\": 3", "\"people\": \"three\""));
    CHECK(damaged_by("\"bytes\"", "\"octets\""));
    CHECK(damaged_by(written.digest.hex(), "0123"));
    CHECK(damaged_by("}", ""));
    std::filesystem::remove(folder / "dataset.json");
    CHECK(read_data_set(folder.path()).error().error_number == ENOENT);
}
