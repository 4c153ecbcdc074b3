#include <cerrno>
#include <utility>

#include "datasets/archive_writer.hpp"
#include "datasets/extract.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces::service;

namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

Archive archive_of(const std::filesystem::path& folder, const Files& files) {
    auto writer = ArchiveWriter::create(folder);
    REQUIRE(writer);
    for (const auto& [path, contents] : files)
        REQUIRE(writer->add_file(path, std::as_bytes(std::span(contents))));
    auto archive = std::move(*writer).finish();
    REQUIRE(archive);
    return *std::move(archive);
}

/// What extract() makes of it.
void check_round_trip(const Files& files) {
    const TemporaryFolder folder;
    put_file(folder / "a.tar.gz", archive_of(folder.path(), files).bytes);
    const auto extracted = extract(folder / "a.tar.gz", folder / "tree", {}, nullptr, {});
    INFO((extracted ? "" : extracted.error().detail));
    REQUIRE(extracted);
    CHECK(extracted->files == files.size());
    for (const auto& [path, contents] : files)
        CHECK(contents_of(folder / "tree" / std::filesystem::path(path)) == contents);
}

}  // namespace

TEST_CASE("what is written into an archive comes out of it") {
    check_round_trip({{"Ada/1.jpg", "first"}, {"Ada/2.jpg", ""}, {"Bob/1.jpg", std::string(300'000, 'x')}});
}

TEST_CASE("an archive keeps names of every language, and long ones") {
    const std::string longest(200, 'n');
    check_round_trip({{"family/Zo\xc3\xab_\xe6\x9d\x8e/\xd0\xaf.jpg", "first"},
                      {std::string(64, 's') + '/' + std::string(100, 'p') + '/' + longest, "second"},
                      {std::string(64, 's') + "/\xc3\xa9" + std::string(98, 'p') + '/' + longest, "third"}});
}

TEST_CASE("the same files are the same bytes, and no name is left on the disk") {
    const TemporaryFolder folder;
    const Files files = {{"Ada/1.jpg", "first"}, {"Zo\xc3\xab/" + std::string(200, 'n'), "second"}};
    const Archive one = archive_of(folder.path(), files);
    const Archive other = archive_of(folder.path(), files);
    CHECK(one.bytes == other.bytes);
    CHECK(names_in(folder.path()).empty());
    CHECK(archive_of(folder.path(), {{"Ada/1.jpg", "other"}}).bytes != one.bytes);
}

TEST_CASE("an archive of nothing is one") {
    check_round_trip({});
}

TEST_CASE("an archive has to have a folder to be written in") {
    const TemporaryFolder folder;
    const auto writer = ArchiveWriter::create(folder / "missing");
    REQUIRE_FALSE(writer);
    CHECK(writer.error().error_number == ENOENT);
}
