#include "workspaces/own_data_sets.hpp"

#include "tests/catch.hpp"
#include "tests/server/objects/tested_store.hpp"
#include "tests/temporary_folder.hpp"
#include "workspaces/folder_data_sets.hpp"
#include "workspaces/object_data_sets.hpp"

using namespace eigenfaces::service;

namespace {

namespace fs = std::filesystem;

const DataSetName family = *DataSetName::parse("family");
const PersonName ada = *PersonName::from_client("Ada Lovelace");
const PersonName grace = *PersonName::from_client("Grace Hopper");

PictureName picture(const std::string& name) {
    return *PictureName::from_client(name);
}

std::span<const std::byte> bytes(const std::string& text) {
    return std::as_bytes(std::span(text));
}

/// The data set "family" in a store of any kind.
struct Scene {
    explicit Scene(TestedStore::Kind kind) : store_(kind), sets(make()) {
        REQUIRE(value_or_throw(sets->create(family)));
    }
    std::unique_ptr<OwnDataSets> make() {
        if (!store_.is_shared()) return std::make_unique<FolderDataSets>(folder / "datasets");
        return std::make_unique<ObjectDataSets>(store_.one(), ObjectKey("workspaces/a/datasets"), scratch());
    }
    /// For what is brought here.
    fs::path scratch() const {
        fs::create_directories(folder / "scratch");
        return folder / "scratch";
    }
    void store(const PersonName& person, const std::string& name, const std::string& contents) const {
        REQUIRE(sets->store(family, person, picture(name), bytes(contents)));
    }
    std::optional<std::string> read(const PersonName& person, const std::string& name) const {
        return value_or_throw(sets->read(family, person, picture(name)));
    }
    OwnDataSets::Source source() const { return value_or_throw(sets->source(family, {})); }

    TemporaryFolder folder;
    TestedStore store_;
    std::unique_ptr<OwnDataSets> sets;
};

}  // namespace

TEST_CASE("a data set's name is one folder") {
    CHECK(DataSetName::parse("family-2024_a.b"));
    for (const char* name : {"", ".", "..", ".x", "a/b", "a b", "\xc3\xa9"})
        CHECK_FALSE(DataSetName::parse(name));
    CHECK_FALSE(DataSetName::parse(std::string(65, 'a')));
}

TEST_CASE("a data set is made, filled, described and removed") {
    const Scene scene(GENERATE(from_range(TestedStore::kinds())));
    CHECK_FALSE(value_or_throw(scene.sets->create(family)));
    CHECK(value_or_throw(scene.sets->describe(family))->people.empty());
    scene.store(grace, "1.jpg", "12345");
    scene.store(ada, "1.jpg", "123");
    scene.store(ada, "2.jpg", "1");
    scene.store(ada, "2.jpg", "12");
    const auto found = value_or_throw(scene.sets->describe(family));
    REQUIRE(found);
    REQUIRE(found->people.size() == 2);
    CHECK(found->people[0].name == ada);
    CHECK(found->people[0].pictures == 2);
    CHECK(found->pictures() == 3);
    CHECK(found->bytes() == 10);
    CHECK(scene.read(ada, "2.jpg") == "12");
    CHECK_FALSE(scene.read(ada, "3.jpg"));
    CHECK(value_or_throw(scene.sets->size_of(family, ada, picture("2.jpg"))) == 2);
    CHECK_FALSE(value_or_throw(scene.sets->size_of(family, ada, picture("3.jpg"))));
    CHECK(value_or_throw(scene.sets->pictures_of(family, ada)).size() == 2);
    CHECK(names_in(scene.source().pictures) == std::vector<std::string>{"Ada_Lovelace", "Grace_Hopper"});
    CHECK(value_or_throw(scene.sets->list()).size() == 1);
    CHECK(value_or_throw(scene.sets->remove(family)));
    CHECK_FALSE(value_or_throw(scene.sets->remove(family)));
    CHECK_FALSE(value_or_throw(scene.sets->describe(family)));
    CHECK(value_or_throw(scene.sets->names()).empty());
    // One of the same name has nothing of the old one.
    CHECK(value_or_throw(scene.sets->create(family)));
    CHECK(value_or_throw(scene.sets->describe(family))->people.empty());
}

TEST_CASE("people are told in the order of their folders, whatever the store's own order is") {
    const Scene scene(GENERATE(from_range(TestedStore::kinds())));
    for (const char* name : {"Ada-B", "Ada", "Ada.C", "Zo\xc3\xab"})
        scene.store(*PersonName::from_client(name), "1.jpg", "1");
    std::vector<std::string> people;
    const auto described = value_or_throw(scene.sets->describe(family));
    for (const auto& person : described->people)
        people.push_back(person.name.text());
    CHECK(people == std::vector<std::string>{"Ada", "Ada-B", "Ada.C", "Zo\xc3\xab"});
}

TEST_CASE("a picture that lies elsewhere is moved in, and replaces one of its name") {
    const Scene scene(GENERATE(from_range(TestedStore::kinds())));
    put_file(scene.folder / "new", "123");
    REQUIRE(scene.sets->adopt(family, ada, picture("1.jpg"), scene.folder / "new"));
    CHECK(value_or_throw(scene.sets->size_of(family, ada, picture("1.jpg"))) == 3);
    put_file(scene.folder / "new", "45");
    REQUIRE(scene.sets->adopt(family, ada, picture("1.jpg"), scene.folder / "new"));
    REQUIRE(scene.sets->flush_pictures(family));
    CHECK(scene.read(ada, "1.jpg") == "45");
    CHECK_FALSE(fs::exists(scene.folder / "new"));
    CHECK(value_or_throw(scene.sets->describe(family))->pictures() == 1);
    CHECK(fs::status(scene.source().pictures / "Ada_Lovelace/1.jpg").permissions() ==
          (fs::perms::owner_read | fs::perms::owner_write));
    CHECK_FALSE(scene.sets->adopt(family, ada, picture("2.jpg"), scene.folder / "new"));
}

TEST_CASE("what is deleted is gone, and what was decoded of it") {
    const Scene scene(GENERATE(from_range(TestedStore::kinds())));
    const auto decode = [&] {
        if (const auto faces = scene.source().faces) put_file(*faces, "features");
    };
    const auto is_decoded = [&] {
        const auto faces = scene.source().faces;
        return faces && fs::exists(*faces);
    };
    scene.store(ada, "1.jpg", "1");
    scene.store(ada, "2.jpg", "2");
    scene.store(grace, "1.jpg", "3");
    decode();
    CHECK(value_or_throw(scene.sets->remove(family, ada, picture("1.jpg"))));
    CHECK_FALSE(is_decoded());
    CHECK_FALSE(value_or_throw(scene.sets->remove(family, ada, picture("1.jpg"))));
    CHECK(value_or_throw(scene.sets->remove(family, ada, picture("2.jpg"))));
    CHECK(value_or_throw(scene.sets->describe(family))->people.size() == 1);
    CHECK_FALSE(fs::exists(scene.source().pictures / "Ada_Lovelace"));
    decode();
    CHECK(value_or_throw(scene.sets->remove(family, grace)));
    CHECK_FALSE(value_or_throw(scene.sets->remove(family, grace)));
    CHECK_FALSE(is_decoded());
    CHECK(value_or_throw(scene.sets->describe(family))->people.empty());
}

TEST_CASE("a person is renamed, but not over another one") {
    using Renaming = OwnDataSets::Renaming;
    const Scene scene(GENERATE(from_range(TestedStore::kinds())));
    scene.store(ada, "1.jpg", "1");
    scene.store(grace, "1.jpg", "2");
    const PersonName king = *PersonName::from_client("Ada King");
    CHECK(value_or_throw(scene.sets->rename(family, ada, grace)) == Renaming::taken);
    CHECK(value_or_throw(scene.sets->rename(family, king, ada)) == Renaming::missing);
    CHECK(value_or_throw(scene.sets->rename(family, ada, ada)) == Renaming::renamed);
    CHECK(value_or_throw(scene.sets->rename(family, ada, king)) == Renaming::renamed);
    CHECK(scene.read(king, "1.jpg") == "1");
    CHECK(value_or_throw(scene.sets->pictures_of(family, ada)).empty());
}

TEST_CASE("a training finds what is there now, on any server, and leaves nothing of it there") {
    Scene scene(TestedStore::Kind::shared);
    const ObjectDataSets other(scene.store_.other(), ObjectKey("workspaces/a/datasets"), scene.scratch());
    for (int i = 0; i < 20; ++i)
        scene.store(ada, std::to_string(i) + ".jpg", std::to_string(i));
    CHECK(names_in(value_or_throw(other.source(family, {})).pictures / "Ada_Lovelace").size() == 20);
    scene.store(ada, "2.jpg", "changed");
    scene.store(grace, "1.jpg", "new");
    {
        const auto source = value_or_throw(other.source(family, {}));
        CHECK(contents_of(source.pictures / "Ada_Lovelace/2.jpg") == "changed");
        CHECK(contents_of(source.pictures / "Ada_Lovelace/3.jpg") == "3");
        CHECK(contents_of(source.pictures / "Grace_Hopper/1.jpg") == "new");
        CHECK_FALSE(source.faces);
    }
    CHECK(names_in(scene.scratch()).empty());
    std::stop_source stop;
    stop.request_stop();
    CHECK(other.source(family, stop.get_token()).error().kind == ObjectError::Kind::stopped);
    CHECK(names_in(scene.scratch()).empty());
}

TEST_CASE("what a killed process left half-written goes at the next start") {
    const Scene scene(TestedStore::Kind::folder);
    const FolderDataSets sets(scene.folder / "datasets");
    scene.store(ada, "1.jpg", "1");
    const fs::path pictures = scene.source().pictures;
    put_file(pictures / "Ada_Lovelace" / ".tmp-0123456789abcdef", "half");
    put_file(scene.folder / "datasets" / ".tmp-0123456789abcdef" / "pictures" / "x", "removed");
    fs::create_directories(pictures / "Nobody");
    REQUIRE(sets.sweep());
    CHECK(names_in(pictures) == std::vector<std::string>{"Ada_Lovelace"});
    CHECK(names_in(pictures / "Ada_Lovelace") == std::vector<std::string>{"1.jpg"});
    CHECK(names_in(scene.folder / "datasets") == std::vector<std::string>{"family"});
    CHECK(FolderDataSets(scene.folder / "missing").sweep());
    CHECK(value_or_throw(FolderDataSets(scene.folder / "missing").list()).empty());
}
