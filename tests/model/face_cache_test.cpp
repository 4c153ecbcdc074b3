#include "model/face_cache.hpp"

#include <chrono>
#include <fcntl.h>
#include <sys/stat.h>

#include "model/data_set.hpp"
#include "tests/catch.hpp"
#include "tests/model/synthetic_faces.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t people = 3;
constexpr std::size_t pictures = 5;

/// Pictures that were not written just now, so that the cache trusts their times.
struct Pictures {
    Pictures() {
        synthetic_faces::write_data_set(root, people, pictures);
        settle();
    }

    /// Waits until the file system's clock has left the time of the last change behind.
    void settle() const {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        const auto changed = std::chrono::system_clock::now();
        while (std::chrono::system_clock::now() - changed < std::chrono::milliseconds(150)) {
            REQUIRE(std::chrono::steady_clock::now() < deadline);
        }
    }

    fs::path picture(std::size_t person, std::size_t number) const {
        return root / synthetic_faces::person_folder(person) / synthetic_faces::picture_file(person, number);
    }

    DataSet load(std::size_t min_faces = 1) const {
        auto data = load_data_set(root, {.min_faces_per_person = min_faces, .cache = cache});
        REQUIRE(data);
        return std::move(*data);
    }

    /// Without the cache.
    DataSet decode(std::size_t min_faces = 1) const {
        auto data = load_data_set(root, {.min_faces_per_person = min_faces});
        REQUIRE(data);
        return std::move(*data);
    }

    TemporaryFolder folder;
    fs::path root = folder / "pictures";
    fs::path cache = folder / "faces";
};

void check_same(const DataSet& a, const DataSet& b) {
    CHECK(a.features == b.features);
    CHECK(a.labels == b.labels);
    CHECK(a.names == b.names);
    CHECK(a.paths == b.paths);
    CHECK(a.digest == b.digest);
}

void put_bytes(const fs::path& path, const std::vector<std::byte>& bytes) {
    put_file(path, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace

TEST_CASE("faces that were decoded before come from the cache, bit by bit the same") {
    const Pictures faces;
    const DataSet decoded = faces.decode();
    CHECK(decoded.n_cached == 0);

    const DataSet first = faces.load();
    CHECK(first.n_cached == 0);
    CHECK_FALSE(first.cache_problem);
    check_same(first, decoded);
    CHECK(names_in(faces.folder.path()) == std::vector<std::string>{"faces", "pictures"});

    const std::string stored = contents_of(faces.cache);
    const DataSet second = faces.load();
    CHECK(second.n_cached == people * pictures);
    CHECK_FALSE(second.cache_problem);
    check_same(second, decoded);
    CHECK(contents_of(faces.cache) == stored);
}

TEST_CASE("a cached face belongs to one state of its file") {
    const Pictures faces;
    faces.load();
    const FaceCache cache = FaceCache::open(faces.cache, Align::none);
    CHECK(cache.size() == people * pictures);
    const auto identity = identity_of(faces.picture(0, 0));
    REQUIRE(identity);
    const std::string name = fs::relative(faces.picture(0, 0), faces.root).string();
    CHECK(cache.find(name, *identity) != nullptr);
    FileIdentity other = *identity;
    ++other.changed;
    CHECK(cache.find(name, other) == nullptr);
    CHECK(cache.find("nobody.jpg", *identity) == nullptr);
}

TEST_CASE("a changed, replaced or touched picture is decoded again") {
    const Pictures faces;
    const DataSet before = faces.load();
    const fs::path changed = faces.picture(1, 2);
    SECTION("other contents") {
        put_bytes(changed, synthetic_faces::face_jpeg(1, 77));
    }
    SECTION("other contents with the old modification time") {
        const auto time = fs::last_write_time(changed);
        put_bytes(changed, synthetic_faces::face_jpeg(1, 77));
        fs::last_write_time(changed, time);
    }
    SECTION("another file moved into its place") {
        put_bytes(faces.folder / "other", synthetic_faces::face_jpeg(1, 77));
        fs::last_write_time(faces.folder / "other", fs::last_write_time(changed));
        fs::rename(faces.folder / "other", changed);
    }
    faces.settle();
    const DataSet after = faces.load();
    CHECK(after.n_cached == people * pictures - 1);
    CHECK_FALSE(after.cache_problem);
    CHECK(after.digest != before.digest);
    check_same(after, faces.decode());
    CHECK(faces.load().n_cached == people * pictures);
}

TEST_CASE("a picture that changed just now is not trusted to the cache") {
    const Pictures faces;
    put_bytes(faces.picture(2, 0), synthetic_faces::face_jpeg(2, 78));
    const timespec in_a_minute[] = {{::time(nullptr) + 60, 0}, {::time(nullptr) + 60, 0}};
    REQUIRE(::utimensat(AT_FDCWD, faces.picture(2, 0).c_str(), in_a_minute, 0) == 0);
    check_same(faces.load(), faces.decode());
    CHECK(FaceCache::open(faces.cache, Align::none).size() == people * pictures - 1);
    check_same(faces.load(), faces.decode());
}

TEST_CASE("a cache serves every choice of people, and loses nobody's faces") {
    const Pictures faces;
    fs::remove(faces.picture(0, 4));
    CHECK(faces.load(5).n_cached == 0);
    CHECK(faces.load(4).n_cached == 2 * pictures);
    CHECK(faces.load(4).n_cached == people * pictures - 1);
    CHECK(faces.load(5).n_cached == 2 * pictures);
    CHECK(faces.load(1).n_cached == people * pictures - 1);
}

TEST_CASE("faces of pictures that are gone leave the cache when it is written again") {
    const Pictures faces;
    faces.load();
    fs::remove(faces.picture(0, 0));
    put_bytes(faces.picture(1, 0), synthetic_faces::face_jpeg(1, 79));
    faces.settle();
    check_same(faces.load(), faces.decode());
    CHECK(FaceCache::open(faces.cache, Align::none).size() == people * pictures - 1);
}

TEST_CASE("a cache that can't be used is told, replaced, and changes no result") {
    const Pictures faces;
    const DataSet decoded = faces.load();
    std::string bytes = contents_of(faces.cache);
    std::string why;
    SECTION("empty") {
        bytes.clear();
        why = "empty";
    }
    SECTION("cut off in the header") {
        bytes.resize(20);
        why = "cut off";
    }
    SECTION("cut off in the faces") {
        bytes.resize(bytes.size() - 1);
        why = "cut off";
    }
    SECTION("something else") {
        bytes[0] = 'J';
        why = "no cache of faces";
    }
    SECTION("another version") {
        bytes[8] = 2;
        why = "another version";
    }
    SECTION("another size of faces") {
        bytes[12] ^= 1;
        why = "another version";
    }
    SECTION("a flipped bit") {
        const std::size_t at = GENERATE(as<std::size_t>(), 30, 34, 70, 100, 800, 4000, 30000);
        bytes[at] = static_cast<char>(bytes[at] ^ 4);
        why = "damaged";
    }
    put_file(faces.cache, bytes);
    const DataSet data = faces.load();
    CHECK(data.n_cached == 0);
    REQUIRE(data.cache_problem);
    CHECK(data.cache_problem->find(why) != std::string::npos);
    CHECK(data.cache_problem->find(faces.cache.string()) != std::string::npos);
    check_same(data, decoded);

    const DataSet again = faces.load();
    CHECK(again.n_cached == people * pictures);
    CHECK_FALSE(again.cache_problem);
}

TEST_CASE("a cache that can't be written is told, and the data set is right") {
    const Pictures faces;
    const auto data =
        load_data_set(faces.root, {.min_faces_per_person = 1, .cache = faces.folder / "missing" / "faces"});
    REQUIRE(data);
    REQUIRE(data->cache_problem);
    CHECK(data->cache_problem->find("No such file or directory") != std::string::npos);
    check_same(*data, faces.decode());
}

TEST_CASE("a cache of pictures that fail is not made") {
    const Pictures faces;
    put_file(faces.picture(1, 1), "not a picture");
    CHECK_FALSE(load_data_set(faces.root, {.min_faces_per_person = 1, .cache = faces.cache}));
    CHECK_FALSE(fs::exists(faces.cache));
}

TEST_CASE("faces that were cut out in another way are not taken from the cache") {
    const Pictures faces;
    faces.load();
    CHECK(FaceCache::open(faces.cache, Align::none).size() == people * pictures);
    const FaceCache other = FaceCache::open(faces.cache, Align::automatic);
    CHECK(other.size() == 0);
    CHECK_FALSE(other.problem());
}
