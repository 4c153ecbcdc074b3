#include <string>
#include <thread>

#include "datasets/data_set_store.hpp"
#include "objects/folder_objects.hpp"
#include "tests/catch.hpp"
#include "tests/server/datasets/archive_writer.hpp"
#include "tests/server/datasets/file_server.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces::service;

namespace {

namespace fs = std::filesystem;

/// Two servers, each with a folder of its own, and what they share.
struct Scene {
    CurlLibrary library;
    TemporaryFolder folder;
    FileServer server;
    FolderObjects shared{made(folder / "shared")};
    DataSetLimits limits;

    static fs::path made(const fs::path& path) {
        fs::create_directory(path);
        return path;
    }

    std::unique_ptr<DataSetStore> open(const std::string& name) {
        auto opened = DataSetStore::open(folder / name, library, limits, &shared);
        if (!opened) throw std::runtime_error(opened.error().message());
        return *std::move(opened);
    }

    /// The data set of `people` people, obtained by `store`.
    DataSet obtain(DataSetStore& store, int people) {
        const std::string name = "/" + std::to_string(people) + ".tgz";
        ServedFile served;
        served.body = small_data_set(people, 4);
        server.serve(name, served);
        ObtainRequest request;
        request.url = server.url(name);
        auto obtained = store.obtain(request, nullptr, {});
        if (!obtained) throw std::runtime_error(obtained.error().detail);
        return *std::move(obtained);
    }

    std::size_t requests(int people) { return server.requests("/" + std::to_string(people) + ".tgz").size(); }
};

std::size_t files_below(const fs::path& folder) {
    std::size_t files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        files += entry.is_regular_file() ? 1U : 0U;
    return files;
}

}  // namespace

TEST_CASE("a data set that one server obtained is another's, and brought there when it is wanted") {
    Scene scene;
    const auto one = scene.open("one");
    const auto other = scene.open("other");
    const DataSet obtained = scene.obtain(*one, 3);

    const auto found = value_or_throw(other->find(obtained.digest));
    REQUIRE(found);
    CHECK(found->url == obtained.url);
    CHECK(found->files == 12);
    CHECK(found->people == 3);
    CHECK(found->pictures.lexically_relative(scene.folder / "other") ==
          obtained.pictures.lexically_relative(scene.folder / "one"));
    CHECK_FALSE(fs::exists(found->pictures));
    {
        const auto presence = other->present(*found, {});
        REQUIRE(presence);
        CHECK(files_below(found->pictures) == 12);
    }
    // Neither obtaining nor presence asks for anything that is known.
    CHECK(scene.obtain(*other, 3).digest == obtained.digest);
    REQUIRE(other->present(*found, {}));
    CHECK(scene.requests(3) == 1);
    CHECK(value_or_throw(other->list()).size() == 1);
    CHECK(fs::is_empty(scene.folder / "other/downloads"));
}

TEST_CASE("a data set that one server removed is nobody's any more") {
    Scene scene;
    const auto one = scene.open("one");
    const auto other = scene.open("other");
    const DataSet obtained = scene.obtain(*one, 2);
    CHECK(value_or_throw(other->remove(obtained.digest)));
    CHECK_FALSE(value_or_throw(other->remove(obtained.digest)));
    CHECK_FALSE(value_or_throw(one->find(obtained.digest)));
    CHECK(value_or_throw(one->list()).empty());
    CHECK(files_below(scene.folder / "shared") == 0);
    const auto presence = other->present(obtained, {});
    REQUIRE_FALSE(presence);
    CHECK_THAT(presence.error().detail, ContainsSubstring("was removed"));
}

TEST_CASE("an archive that was changed in the store is not taken") {
    Scene scene;
    const DataSet obtained = scene.obtain(*scene.open("one"), 2);
    const ObjectKey archive = ObjectKey("datasets") / (obtained.digest.hex() + ".archive");
    const std::string lie = small_data_set(5, 1);
    REQUIRE(scene.shared.write(archive, std::as_bytes(std::span(lie))));
    const auto other = scene.open("other");
    const auto presence = other->present(obtained, {});
    REQUIRE_FALSE(presence);
    CHECK_THAT(presence.error().detail, ContainsSubstring("has the SHA-256 " + sha256_of(lie).hex()));
    CHECK(files_below(scene.folder / "other") == 0);
}

TEST_CASE("a record that can't be read is replaced by the next one who obtains the data set") {
    Scene scene;
    const auto one = scene.open("one");
    const DataSet obtained = scene.obtain(*one, 2);
    const ObjectKey record = ObjectKey("datasets") / (obtained.digest.hex() + ".json");
    const std::string damage = "{\"sha256\":";
    REQUIRE(scene.shared.write(record, std::as_bytes(std::span(damage))));
    CHECK_FALSE(value_or_throw(one->find(obtained.digest)));
    CHECK(scene.obtain(*one, 2).digest == obtained.digest);
    CHECK(value_or_throw(one->find(obtained.digest)));
}

TEST_CASE("of what was brought here, what was used last stays, and what is in use") {
    Scene scene;
    const auto one = scene.open("one");
    const DataSet two = scene.obtain(*one, 2);
    const DataSet three = scene.obtain(*one, 3);
    const DataSet four = scene.obtain(*one, 4);
    scene.limits.cached_bytes = three.bytes + four.bytes;
    const auto other = scene.open("other");
    const auto place = [&](const DataSet& data_set) {
        return scene.folder / "other/datasets" / data_set.digest.hex();
    };
    {
        const auto held = other->present(two, {});
        REQUIRE(held);
        REQUIRE(other->present(three, {}));
        REQUIRE(other->present(four, {}));
        CHECK(fs::exists(place(two)));
        CHECK_FALSE(fs::exists(place(three)));
        CHECK(fs::exists(place(four)));
    }
    REQUIRE(other->present(three, {}));
    CHECK_FALSE(fs::exists(place(two)));
    CHECK(fs::exists(place(three)));
}

TEST_CASE("several that want the same data set bring it once") {
    Scene scene;
    const DataSet obtained = scene.obtain(*scene.open("one"), 3);
    const auto other = scene.open("other");
    std::vector<std::thread> threads;
    std::atomic<int> present = 0;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] { present += other->present(obtained, {}) ? 1 : 0; });
    for (std::thread& thread : threads)
        thread.join();
    CHECK(present == 8);
    CHECK(files_below(scene.folder / "other/datasets") == 13);
}

TEST_CASE("the limit of data sets counts those of all servers") {
    Scene scene;
    scene.obtain(*scene.open("one"), 2);
    scene.limits.data_sets = 1;
    const auto other = scene.open("other");
    CHECK_THROWS_WITH(scene.obtain(*other, 3), ContainsSubstring("as many as it may have"));
}
