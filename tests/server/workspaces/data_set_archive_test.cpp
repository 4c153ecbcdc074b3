#include "workspaces/data_set_archive.hpp"

#include "datasets/extract.hpp"
#include "digest/sha256.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"
#include "workspaces/folder_data_sets.hpp"
#include "workspaces/picture_digests.hpp"

using namespace eigenfaces::service;

namespace {

const DataSetName family = *DataSetName::parse("family");

struct Scene {
    TemporaryFolder folder;
    FolderDataSets sets{folder / "datasets"};
    Scene() {
        REQUIRE(sets.create(family).value());
        std::filesystem::create_directories(folder / "scratch");
    }
    void store(const std::string& person, const std::string& name, const std::string& contents) const {
        REQUIRE(sets.store(family, *PersonName::from_client(person), *PictureName::from_client(name),
                           std::as_bytes(std::span(contents))));
    }
    OwnDataSets::Description description() const { return sets.describe(family).value().value(); }
    std::optional<DataSetArchive> archive(const std::stop_token& stop = {}) const {
        return archive_of(sets, description(), folder / "scratch", stop).value();
    }
};

}  // namespace

TEST_CASE("an archive has each person's folder in the data set's, whatever order they came in") {
    const Scene scene;
    scene.store("Grace Hopper", "1.jpg", "3");
    scene.store("Zo\xc3\xab", "2.jpg", "2");
    scene.store("Zo\xc3\xab", "1.jpg", "1");
    const auto made = scene.archive();
    REQUIRE(made);
    CHECK(names_in(scene.folder / "scratch").empty());
    put_file(scene.folder / "a.tar.gz", made->archive.bytes);
    REQUIRE(extract(scene.folder / "a.tar.gz", scene.folder / "tree", {}, nullptr, {}));
    CHECK(names_in(scene.folder / "tree/family") == std::vector<std::string>{"Grace_Hopper", "Zo\xc3\xab"});
    CHECK(contents_of(scene.folder / "tree/family/Zo\xc3\xab/2.jpg") == "2");

    const Scene other;
    other.store("Zo\xc3\xab", "1.jpg", "1");
    other.store("Zo\xc3\xab", "2.jpg", "2");
    other.store("Grace Hopper", "1.jpg", "3");
    CHECK(other.archive()->archive.bytes == made->archive.bytes);
}

TEST_CASE("an archive's digest is that of the data set, which sha256sum prints, too") {
    const Scene scene;
    scene.store("Ada", "1.jpg", "1");
    scene.store("Bob", "1.jpg", "2");
    PictureDigests digests;
    const std::string digest = digests.of(*WorkspaceId::parse("a"), scene.sets, family).value();
    CHECK(
        digest ==
        "sha256:" +
            sha256_of(sha256_of("1").hex() + "  Ada/1.jpg\n" + sha256_of("2").hex() + "  Bob/1.jpg\n").hex());
    CHECK(scene.archive()->digest == digest);
    SECTION("and another one with other contents") {
        scene.store("Bob", "1.jpg", "3");
        CHECK(digests.of(*WorkspaceId::parse("a"), scene.sets, family).value() != digest);
        CHECK(scene.archive()->digest != digest);
        scene.store("Bob", "1.jpg", "2");
        CHECK(digests.of(*WorkspaceId::parse("a"), scene.sets, family).value() == digest);
    }
    SECTION("with other names") {
        REQUIRE(scene.sets.rename(family, *PersonName::from_client("Bob"), *PersonName::from_client("Eve")));
        CHECK(digests.of(*WorkspaceId::parse("a"), scene.sets, family).value() != digest);
    }
}

TEST_CASE("what is deleted while an archive is made is left out") {
    const Scene scene;
    scene.store("Ada", "1.jpg", "1");
    scene.store("Bob", "1.jpg", "2");
    const auto before = scene.description();
    REQUIRE(scene.sets.remove(family, *PersonName::from_client("Bob")).value());
    const auto archive = archive_of(scene.sets, before, scene.folder / "scratch", {}).value();
    REQUIRE(archive);
    CHECK(archive->digest == PictureDigests().of(*WorkspaceId::parse("a"), scene.sets, family).value());
}

TEST_CASE("an archive that nobody wants any more is not made") {
    const Scene scene;
    scene.store("Ada", "1.jpg", "1");
    std::stop_source stop;
    stop.request_stop();
    CHECK_FALSE(scene.archive(stop.get_token()));
    CHECK(names_in(scene.folder / "scratch").empty());
}
