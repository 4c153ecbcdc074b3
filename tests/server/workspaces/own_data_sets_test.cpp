#include "workspaces/own_data_sets.hpp"

#include <cerrno>

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces::service;

namespace {

const DataSetName family = *DataSetName::parse("family");
const PersonName ada = *PersonName::from_client("Ada Lovelace");
const PersonName grace = *PersonName::from_client("Grace Hopper");

PictureName picture(const std::string& name) {
    return *PictureName::from_client(name);
}

std::span<const std::byte> bytes(const std::string& text) {
    return std::as_bytes(std::span(text));
}

struct Scene {
    TemporaryFolder folder;
    OwnDataSets sets{folder / "datasets"};
    Scene() { REQUIRE(sets.create(family).value()); }
    void store(const PersonName& person, const std::string& name, const std::string& contents) const {
        REQUIRE(sets.store(family, person, picture(name), bytes(contents)));
    }
};

}  // namespace

TEST_CASE("a data set's name is one folder") {
    CHECK(DataSetName::parse("family-2024_a.b"));
    for (const char* name : {"", ".", "..", ".x", "a/b", "a b", "\xc3\xa9"})
        CHECK_FALSE(DataSetName::parse(name));
    CHECK_FALSE(DataSetName::parse(std::string(65, 'a')));
}

TEST_CASE("a data set is made, filled, described and removed") {
    const Scene scene;
    CHECK_FALSE(scene.sets.create(family).value());
    scene.store(grace, "1.jpg", "12345");
    scene.store(ada, "1.jpg", "123");
    scene.store(ada, "2.jpg", "1");
    scene.store(ada, "2.jpg", "12");
    const auto found = scene.sets.describe(family).value();
    REQUIRE(found);
    REQUIRE(found->people.size() == 2);
    CHECK(found->people[0].name == ada);
    CHECK(found->people[0].pictures == 2);
    CHECK(found->pictures() == 3);
    CHECK(found->bytes() == 10);
    CHECK(scene.sets.read(family, ada, picture("2.jpg")).value() == "12");
    CHECK(scene.sets.pictures_of(family, ada).value().size() == 2);
    CHECK(names_in(scene.sets.pictures(family)) == std::vector<std::string>{"Ada_Lovelace", "Grace_Hopper"});
    CHECK(scene.sets.list().value().size() == 1);
    CHECK(scene.sets.remove(family).value());
    CHECK_FALSE(scene.sets.remove(family).value());
    CHECK_FALSE(scene.sets.describe(family).value());
    CHECK(names_in(scene.folder / "datasets").empty());
}

TEST_CASE("a picture that lies elsewhere is moved in, and replaces one of its name") {
    const Scene scene;
    put_file(scene.folder / "new", "123");
    CHECK_FALSE(scene.sets.size_of(family, ada, picture("1.jpg")));
    REQUIRE(scene.sets.adopt(family, ada, picture("1.jpg"), scene.folder / "new"));
    CHECK(scene.sets.size_of(family, ada, picture("1.jpg")) == 3);
    put_file(scene.folder / "new", "45");
    REQUIRE(scene.sets.adopt(family, ada, picture("1.jpg"), scene.folder / "new"));
    REQUIRE(scene.sets.flush_pictures(family));
    CHECK(scene.sets.read(family, ada, picture("1.jpg")).value() == "45");
    CHECK(scene.sets.describe(family).value()->pictures() == 1);
    CHECK(std::filesystem::status(scene.sets.pictures(family) / "Ada_Lovelace/1.jpg").permissions() ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
    CHECK(names_in(scene.folder.path()) == std::vector<std::string>{"datasets"});
    CHECK(scene.sets.adopt(family, ada, picture("2.jpg"), scene.folder / "new").error().error_number ==
          ENOENT);
}

TEST_CASE("what is deleted is gone, and what was decoded of it") {
    const Scene scene;
    scene.store(ada, "1.jpg", "1");
    scene.store(ada, "2.jpg", "2");
    scene.store(grace, "1.jpg", "3");
    put_file(scene.sets.faces(family), "features");
    CHECK(scene.sets.remove(family, ada, picture("1.jpg")).value());
    CHECK_FALSE(std::filesystem::exists(scene.sets.faces(family)));
    CHECK_FALSE(scene.sets.remove(family, ada, picture("1.jpg")).value());
    CHECK(scene.sets.remove(family, ada, picture("2.jpg")).value());
    CHECK(scene.sets.describe(family).value()->people.size() == 1);
    CHECK_FALSE(std::filesystem::exists(scene.sets.pictures(family) / "Ada_Lovelace"));
    put_file(scene.sets.faces(family), "features");
    CHECK(scene.sets.remove(family, grace).value());
    CHECK_FALSE(scene.sets.remove(family, grace).value());
    CHECK_FALSE(std::filesystem::exists(scene.sets.faces(family)));
    CHECK(names_in(scene.folder / "datasets" / std::filesystem::path("family")) ==
          std::vector<std::string>{"pictures"});
}

TEST_CASE("a person is renamed, but not over another one") {
    using Renaming = OwnDataSets::Renaming;
    const Scene scene;
    scene.store(ada, "1.jpg", "1");
    scene.store(grace, "1.jpg", "2");
    const PersonName king = *PersonName::from_client("Ada King");
    CHECK(scene.sets.rename(family, ada, grace).value() == Renaming::taken);
    CHECK(scene.sets.rename(family, king, ada).value() == Renaming::missing);
    CHECK(scene.sets.rename(family, ada, ada).value() == Renaming::renamed);
    CHECK(scene.sets.rename(family, ada, king).value() == Renaming::renamed);
    CHECK(scene.sets.read(family, king, picture("1.jpg")).value() == "1");
    CHECK(scene.sets.pictures_of(family, ada).value().empty());
}

TEST_CASE("what a killed process left half-written goes at the next start") {
    const Scene scene;
    scene.store(ada, "1.jpg", "1");
    put_file(scene.sets.pictures(family) / "Ada_Lovelace" / ".tmp-0123456789abcdef", "half");
    put_file(scene.folder / "datasets" / ".tmp-0123456789abcdef" / "pictures" / "x", "removed");
    std::filesystem::create_directories(scene.sets.pictures(family) / "Nobody");
    REQUIRE(scene.sets.sweep());
    CHECK(names_in(scene.sets.pictures(family)) == std::vector<std::string>{"Ada_Lovelace"});
    CHECK(names_in(scene.sets.pictures(family) / "Ada_Lovelace") == std::vector<std::string>{"1.jpg"});
    CHECK(names_in(scene.folder / "datasets") == std::vector<std::string>{"family"});
    CHECK(OwnDataSets(scene.folder / "missing").sweep());
    CHECK(OwnDataSets(scene.folder / "missing").list().value().empty());
}
