#include "datasets/data_set_store.hpp"

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "tests/catch.hpp"
#include "tests/server/datasets/archive_writer.hpp"
#include "tests/server/datasets/file_server.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces::service;
using Kind = ObtainError::Kind;
using Stage = ObtainProgress::Stage;

namespace {

struct Scene {
    CurlLibrary library;
    TemporaryFolder folder;
    FileServer server;
    std::string archive = small_data_set(3, 4);
    std::unique_ptr<DataSetStore> store = open_store();
    ObtainRequest request;

    Scene() {
        request.url = server.url("/a.tgz");
        request.digest = sha256_of(archive);
        serve(archive);
    }

    std::unique_ptr<DataSetStore> open_store() const {
        auto opened = DataSetStore::open(folder / "data", library);
        if (!opened) throw std::runtime_error(opened.error().message());
        return std::move(*opened);
    }

    void serve(const std::string& body) {
        ServedFile served;
        served.body = body;
        server.serve("/a.tgz", served);
    }

    tl::expected<DataSet, ObtainError> run(std::stop_token stop = {}) const {
        return store->obtain(request, nullptr, std::move(stop));
    }

    std::size_t requests() const { return server.requests("/a.tgz").size(); }
    std::filesystem::path datasets() const { return folder / "data/datasets"; }
    std::filesystem::path downloads() const { return folder / "data/downloads"; }

    /// Of archives whose download is under way.
    std::uintmax_t bytes_arrived() const {
        std::uintmax_t bytes = 0;
        std::error_code gone;
        for (const auto& entry : std::filesystem::directory_iterator(downloads(), gone)) {
            if (entry.path().extension() == ".part") bytes += entry.file_size(gone);
        }
        return bytes;
    }

    void check_nothing_stored() const {
        CHECK(names_in(datasets()).empty());
        CHECK(value_or_throw(store->list()).empty());
    }

    template <typename Condition>
    static void wait_until(Condition&& condition) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (!condition()) {
            if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("waited for too long");
            std::this_thread::yield();
        }
    }
};

}  // namespace

TEST_CASE("a data set is obtained once and found from then on") {
    Scene scene;
    std::vector<Stage> stages;
    const auto data_set = scene.store->obtain(scene.request,
                                              [&](const ObtainProgress& progress) {
                                                  if (stages.empty() || stages.back() != progress.stage)
                                                      stages.push_back(progress.stage);
                                              },
                                              {});
    if (!data_set) FAIL(data_set.error().detail);
    CHECK(stages == std::vector<Stage>{Stage::downloading, Stage::extracting, Stage::publishing});
    CHECK(data_set->digest == sha256_of(scene.archive));
    CHECK(data_set->url == scene.request.url);
    CHECK(data_set->files == 12);
    CHECK(data_set->bytes == 24'000);
    CHECK(data_set->people == 3);
    CHECK(data_set->pictures == scene.datasets() / data_set->digest.hex() / "files/lfw_funneled");
    CHECK(names_in(data_set->pictures) == std::vector<std::string>{"Person_0", "Person_1", "Person_2"});
    CHECK(names_in(data_set->pictures / "Person_1").size() == 4);
    CHECK(names_in(scene.downloads()).empty());
    CHECK(names_in(scene.datasets()) == std::vector<std::string>{data_set->digest.hex()});
    const auto mode = std::filesystem::status(scene.datasets() / data_set->digest.hex()).permissions();
    CHECK(mode == std::filesystem::perms::owner_all);

    REQUIRE(scene.run());
    CHECK(scene.requests() == 1);

    const auto reopened = scene.open_store();
    const auto found = reopened->find(data_set->digest).value();
    REQUIRE(found);
    CHECK(found->pictures == data_set->pictures);
    CHECK(found->people == 3);
    CHECK(value_or_throw(reopened->find_by_url(scene.request.url)));
    CHECK_FALSE(value_or_throw(reopened->find_by_url("http://example.com/")));
    CHECK_FALSE(reopened->find(sha256_of("another")).value());
}

TEST_CASE("without a digest the content names the data set") {
    Scene scene;
    scene.request.digest.reset();
    const auto first = scene.run();
    REQUIRE(first);
    CHECK(first->digest == sha256_of(scene.archive));
    CHECK(names_in(scene.downloads()).empty());

    scene.serve(small_data_set(2, 2));
    CHECK(scene.run()->digest == first->digest);
    CHECK(scene.requests() == 1);

    // The same archive from another URL is the same data set.
    ServedFile served;
    served.body = scene.archive;
    scene.server.serve("/mirror.tgz", served);
    scene.request.url = scene.server.url("/mirror.tgz");
    CHECK(scene.run()->digest == first->digest);
    CHECK(value_or_throw(scene.store->list()).size() == 1);
    CHECK(names_in(scene.downloads()).empty());
}

TEST_CASE("a zip archive is a data set too") {
    Scene scene;
    scene.archive = zip_of({{"Ann/1.jpg", "x"}, {"Bob/1.jpg", "y"}, {"__MACOSX/._Ann", "z"}});
    scene.serve(scene.archive);
    scene.request.digest = sha256_of(scene.archive);
    const auto data_set = scene.run();
    if (!data_set) FAIL(data_set.error().detail);
    CHECK(data_set->people == 2);
    CHECK(contents_of(data_set->pictures / "Bob/1.jpg") == "y");
}

TEST_CASE("an archive that is not a data set is refused and nothing stays") {
    Scene scene;
    const auto fails_as = [&](const std::string& body, Kind kind) {
        scene.serve(body);
        scene.request.digest = sha256_of(body);
        const auto data_set = scene.run();
        REQUIRE_FALSE(data_set);
        INFO(data_set.error().detail);
        CHECK(data_set.error().kind == kind);
        CHECK(names_in(scene.downloads()).empty());
        scene.check_nothing_stored();
    };
    fails_as(tar_gz_of({{"a/../../b", "x"}}), Kind::refused);
    fails_as(tar_gz_of({{"picture.jpg", "x"}}), Kind::refused);
    fails_as(tar_gz_of({}), Kind::refused);
    fails_as("<html>", Kind::damaged);
    fails_as(scene.archive.substr(0, scene.archive.size() / 2), Kind::damaged);
    scene.request.extraction.max_entries = 5;
    fails_as(scene.archive, Kind::too_large);
}

TEST_CASE("errors of the download come through with their kind") {
    Scene scene;
    SECTION("status") {
        ServedFile served;
        served.status = 503;
        scene.server.serve("/a.tgz", served);
        const auto data_set = scene.run();
        REQUIRE_FALSE(data_set);
        CHECK(data_set.error().kind == Kind::http_status);
        CHECK(data_set.error().http_status == 503);
    }
    SECTION("digest") {
        scene.request.digest = sha256_of("another");
        CHECK(scene.run().error().kind == Kind::checksum_mismatch);
        CHECK(names_in(scene.downloads()).empty());
    }
    SECTION("size") {
        scene.request.download.max_bytes = 100;
        CHECK(scene.run().error().kind == Kind::too_large);
    }
    SECTION("URL") {
        scene.request.url = "ftp://example.com/a.tgz";
        CHECK(scene.run().error().kind == Kind::unsupported_url);
    }
    SECTION("caller's rule") {
        scene.request.refuse_url = [](const std::string&) { return std::optional<std::string>("no"); };
        CHECK(scene.run().error().kind == Kind::unsupported_url);
    }
    SECTION("connection") {
        ServedFile served;
        served.body = scene.archive;
        served.cut_after = 1000;
        scene.server.serve("/a.tgz", served);
        scene.request.download.max_resumptions = 2;
        CHECK(scene.run().error().kind == Kind::interrupted);
        CHECK(names_in(scene.downloads()).size() == 2);
        scene.serve(scene.archive);
        CHECK(scene.run());
        CHECK(names_in(scene.downloads()).empty());
    }
    CHECK(names_in(scene.datasets()).size() <= 1);
}

TEST_CASE("many callers of one data set make one download") {
    Scene scene;
    ServedFile served;
    served.body = scene.archive;
    served.rate = 200'000;
    scene.server.serve("/a.tgz", served);
    std::atomic<int> good = 0;
    std::atomic<int> waited = 0;
    std::vector<std::thread> callers;
    for (int caller = 0; caller < 6; ++caller) {
        callers.emplace_back([&] {
            bool has_waited = false;
            const auto data_set = scene.store->obtain(scene.request,
                                                      [&](const ObtainProgress& progress) {
                                                          has_waited =
                                                              has_waited || progress.stage == Stage::waiting;
                                                      },
                                                      {});
            if (data_set && data_set->people == 3) ++good;
            if (has_waited) ++waited;
        });
    }
    for (std::thread& caller : callers)
        caller.join();
    CHECK(good == 6);
    CHECK(waited <= 5);
    CHECK(scene.requests() == 1);
}

TEST_CASE("a waiting caller can give up, and takes over when the first fails") {
    Scene scene;
    ServedFile stalled;
    stalled.body = scene.archive;
    stalled.stall_after = 5000;
    scene.server.serve("/a.tgz", stalled);

    std::stop_source stop_first;
    tl::expected<DataSet, ObtainError> first;
    std::thread first_caller([&] { first = scene.run(stop_first.get_token()); });
    Scene::wait_until([&] { return scene.bytes_arrived() > 0; });

    std::stop_source stop_second;
    std::atomic<bool> second_waits = false;
    tl::expected<DataSet, ObtainError> second;
    std::thread second_caller([&] {
        second = scene.store->obtain(
            scene.request,
            [&](const ObtainProgress& progress) {
                second_waits = second_waits || progress.stage == Stage::waiting;
            },
            stop_second.get_token());
    });
    std::atomic<bool> third_waits = false;
    tl::expected<DataSet, ObtainError> third;
    std::thread third_caller([&] {
        third = scene.store->obtain(scene.request,
                                    [&](const ObtainProgress& progress) {
                                        third_waits = third_waits || progress.stage == Stage::waiting;
                                    },
                                    {});
    });
    Scene::wait_until([&] { return second_waits && third_waits; });
    stop_second.request_stop();
    second_caller.join();
    REQUIRE_FALSE(second);
    CHECK(second.error().kind == Kind::cancelled);
    CHECK(scene.requests() == 1);

    scene.serve(scene.archive);
    stop_first.request_stop();
    first_caller.join();
    third_caller.join();
    REQUIRE_FALSE(first);
    CHECK(first.error().kind == Kind::cancelled);
    REQUIRE(third);
    CHECK(third->people == 3);
    CHECK(scene.requests() == 2);
    CHECK(scene.server.requests("/a.tgz").back().headers.count("range") == 1);
}

TEST_CASE("two URLs with the same content, at the same time, are one data set") {
    Scene scene;
    ServedFile served;
    served.body = scene.archive;
    scene.server.serve("/b.tgz", served);
    std::atomic<int> good = 0;
    std::vector<std::thread> callers;
    callers.reserve(2);
    for (const char* path : {"/a.tgz", "/b.tgz"}) {
        callers.emplace_back([&scene, &good, path] {
            ObtainRequest request;
            request.url = scene.server.url(path);
            if (scene.store->obtain(request, nullptr, {})) ++good;
        });
    }
    for (std::thread& caller : callers)
        caller.join();
    CHECK(good == 2);
    CHECK(value_or_throw(scene.store->list()).size() == 1);
    CHECK(names_in(scene.datasets()).size() == 1);
    CHECK(names_in(scene.downloads()).empty());
}

TEST_CASE("obtaining is cancelled in every stage, leaves nothing half-made, and works afterwards") {
    Scene scene;
    for (const Stage stage : {Stage::downloading, Stage::extracting}) {
        std::stop_source stop;
        const auto data_set = scene.store->obtain(
            scene.request,
            [&](const ObtainProgress& progress) {
                if (progress.stage == stage) stop.request_stop();
            },
            stop.get_token());
        REQUIRE_FALSE(data_set);
        CHECK(data_set.error().kind == Kind::cancelled);
        scene.check_nothing_stored();
    }
    // The archive has arrived by now: its bytes are not fetched again.
    const auto before = scene.requests();
    CHECK(scene.run());
    CHECK(scene.requests() == before);
    CHECK(names_in(scene.downloads()).empty());
}

TEST_CASE("a damaged record makes the data set absent, and obtaining repairs it") {
    Scene scene;
    const auto data_set = scene.run();
    REQUIRE(data_set);
    const auto folder = scene.datasets() / data_set->digest.hex();
    SECTION("record") {
        put_file(folder / "dataset.json", "{");
    }
    SECTION("pictures") {
        std::filesystem::remove_all(folder / "files");
    }
    CHECK_FALSE(scene.store->find(data_set->digest).value());
    CHECK(value_or_throw(scene.store->list()).empty());
    const auto again = scene.run();
    REQUIRE(again);
    CHECK(names_in(again->pictures).size() == 3);
    CHECK(names_in(scene.datasets()).size() == 1);
    CHECK(scene.requests() == 2);
}

TEST_CASE("a data set is removed") {
    Scene scene;
    const auto data_set = scene.run();
    REQUIRE(data_set);
    CHECK(scene.store->remove(data_set->digest).value());
    CHECK_FALSE(scene.store->remove(data_set->digest).value());
    scene.check_nothing_stored();
    CHECK(scene.run());
    CHECK(scene.requests() == 2);
}

TEST_CASE("there are so many data sets and no more") {
    const Scene scene;
    const auto store = DataSetStore::open(scene.folder / "small", scene.library, {.data_sets = 1}).value();
    REQUIRE(store->obtain(scene.request, nullptr, {}));
    ObtainRequest other = scene.request;
    other.digest = sha256_of("other");
    const auto refused = store->obtain(other, nullptr, {});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == Kind::too_many);
    CHECK(scene.requests() == 1);
    CHECK(store->obtain(scene.request, nullptr, {}));
    CHECK(store->remove(*scene.request.digest).value());
    CHECK(store->obtain(scene.request, nullptr, {}));
}

TEST_CASE("of downloads that were broken off the newest stay") {
    Scene scene;
    const auto name = [](int i) { return sha256_of(std::to_string(i)).hex() + ".part"; };
    for (int i = 0; i < 12; ++i) {
        put_file(scene.downloads() / name(i), "part");
        std::filesystem::last_write_time(
            scene.downloads() / name(i),
            std::filesystem::file_time_type::clock::now() - std::chrono::hours(i));
    }
    REQUIRE(scene.run());
    for (int i = 0; i < 12; ++i) {
        INFO(i);
        CHECK(std::filesystem::exists(scene.downloads() / name(i)) == (i < 8));
    }
}

TEST_CASE("opening the store removes what a killed process and the years have left") {
    Scene scene;
    const auto data_set = scene.run();
    REQUIRE(data_set);
    put_file(scene.datasets() / ".tmp-0123456789abcdef/files/half", "x");
    put_file(scene.downloads() / ".tmp-0123456789abcdef", "x");
    put_file(scene.datasets() / data_set->digest.hex() / "faces.partial", "half");
    put_file(scene.downloads() / (data_set->digest.hex() + ".part"), scene.archive);
    const std::string recent = sha256_of("recent").hex() + ".part";
    const std::string old = sha256_of("old").hex() + ".part";
    put_file(scene.downloads() / recent, "x");
    put_file(scene.downloads() / old, "x");
    put_file(scene.downloads() / (old + ".json"), "x");
    std::filesystem::last_write_time(
        scene.downloads() / old, std::filesystem::file_time_type::clock::now() - std::chrono::hours(24 * 8));
    scene.store = scene.open_store();
    CHECK(names_in(scene.datasets()) == std::vector<std::string>{data_set->digest.hex()});
    CHECK(names_in(scene.downloads()) == std::vector<std::string>{recent});
    CHECK_FALSE(std::filesystem::exists(scene.datasets() / data_set->digest.hex() / "faces.partial"));
}

TEST_CASE("a root that can't be made is an error that names it") {
    const CurlLibrary library;
    const TemporaryFolder folder;
    put_file(folder / "file", "x");
    const auto refused = DataSetStore::open(folder / "file", library);
    REQUIRE_FALSE(refused);
    CHECK_THAT(refused.error().message(), ContainsSubstring((folder / "file").string()));
    CHECK_FALSE(DataSetStore::open(folder / "missing" / "root", library));
}

TEST_CASE("the faces of the shared data set are obtained whole") {
    const std::filesystem::path shared = std::filesystem::path(GASWORKS_SOURCE_DIR) / "../shared/data";
    if (!std::filesystem::exists(shared / "lfw7.tgz")) {
        WARN("no ../shared/data: the other tests use archives of their own");
        return;
    }
    Scene scene;
    scene.serve(contents_of(shared / "lfw7.tgz"));
    scene.request.digest = Sha256::from_hex(contents_of(shared / "lfw7.tgz.sha256").substr(0, 64));
    const auto data_set = scene.run();
    if (!data_set) FAIL(data_set.error().detail);
    CHECK(data_set->people == 7);
    CHECK(data_set->files == 1288);
    CHECK(data_set->pictures.filename() == "lfw_funneled");
}
