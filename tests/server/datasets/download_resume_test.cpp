#include <string>

#include "datasets/download.hpp"
#include "tests/catch.hpp"
#include "tests/server/datasets/download_scene.hpp"
#include "tests/server/datasets/file_server.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces::service;
using download_tests::some_bytes;
using Kind = DownloadError::Kind;
using Scene = download_tests::DownloadScene;

TEST_CASE("an interrupted download goes on by itself") {
    Scene scene;
    ServedFile cut = scene.file();
    cut.cut_after = 100'000;
    cut.cut_answers = 2;
    scene.server.serve("/a.tgz", cut);
    scene.check_arrived(scene.run());
    const auto requests = scene.server.requests("/a.tgz");
    REQUIRE(requests.size() == 3);
    CHECK(requests[1].headers.at("range") == "bytes=100000-");
    CHECK(requests[1].headers.at("if-range") == "\"v1\"");
    CHECK(requests[2].headers.at("range") == "bytes=200000-");
    CHECK(scene.server.bytes_sent() == scene.body.size());
}

TEST_CASE("a chunked answer that ends early is an interruption") {
    Scene scene;
    ServedFile cut = scene.file();
    cut.cut_after = 100'000;
    cut.content_length = false;
    scene.server.serve("/a.tgz", cut);
    scene.request.limits.max_resumptions = 1;
    const auto downloaded = scene.run();
    REQUIRE_FALSE(downloaded);
    CHECK(downloaded.error().kind == Kind::interrupted);
    CHECK_THAT(downloaded.error().detail, ContainsSubstring("interrupted after 200000"));
}

TEST_CASE("a later download goes on where the last one stopped") {
    Scene scene;
    scene.leave_partial(120'000);
    SECTION("with the digest and the entity tag") {
        scene.check_arrived(scene.run());
        CHECK(scene.last_header("range") == "bytes=120000-");
        CHECK(scene.last_header("if-range") == "\"v1\"");
        CHECK(scene.server.bytes_sent() == scene.body.size());
    }
    SECTION("with the entity tag alone") {
        scene.request.sha256.reset();
        scene.check_arrived(scene.run());
        CHECK(scene.server.bytes_sent() == scene.body.size());
    }
    SECTION("from another URL, with the digest alone") {
        ServedFile mirror = scene.file();
        mirror.entity_tag = "\"another server's\"";
        scene.server.serve("/mirror.tgz", mirror);
        scene.request.url = scene.server.url("/mirror.tgz");
        scene.check_arrived(scene.run());
        CHECK(scene.server.requests("/mirror.tgz").back().headers.count("if-range") == 0);
        CHECK(scene.server.bytes_sent() == scene.body.size());
    }
    SECTION("from another URL without a digest it starts again") {
        scene.server.serve("/mirror.tgz", scene.file());
        scene.request.url = scene.server.url("/mirror.tgz");
        scene.request.sha256.reset();
        scene.check_arrived(scene.run());
        CHECK(scene.server.requests("/mirror.tgz").back().headers.count("range") == 0);
    }
    SECTION("a server that knows no ranges sends all again") {
        ServedFile served = scene.file();
        served.ranges = false;
        scene.server.serve("/a.tgz", served);
        scene.check_arrived(scene.run());
        CHECK(scene.server.bytes_sent() == 120'000 + scene.body.size());
    }
    SECTION("a server that sends another range than asked for is asked for all") {
        ServedFile served = scene.file();
        served.lies_about_range = true;
        scene.server.serve("/a.tgz", served);
        scene.check_arrived(scene.run());
    }
    SECTION("what stands beside the partial is damaged") {
        put_file(scene.request.path.string() + ".json", "{");
        scene.check_arrived(scene.run());
        CHECK(scene.last_header("if-range").empty());
        CHECK(scene.last_header("range") == "bytes=120000-");
    }
}

TEST_CASE("a modification date serves where there is no entity tag") {
    Scene scene;
    const std::string date = "Wed, 21 Oct 2015 07:28:00 GMT";
    ServedFile cut = scene.file();
    cut.entity_tag = GENERATE(std::string(), std::string("W/\"weak\""));
    cut.last_modified = date;
    cut.cut_after = 50'000;
    cut.cut_answers = 1;
    scene.server.serve("/a.tgz", cut);
    scene.check_arrived(scene.run());
    CHECK(scene.last_header("if-range") == date);
}

TEST_CASE("a file that changed in between is fetched anew") {
    Scene scene;
    scene.leave_partial(120'000);
    scene.body = some_bytes(200'000, 2);
    scene.request.sha256 = sha256_of(scene.body);
    ServedFile changed = scene.file();
    changed.entity_tag = "\"v2\"";
    SECTION("the server says so") {
        scene.server.serve("/a.tgz", changed);
        scene.check_arrived(scene.run());
        CHECK(scene.server.requests("/a.tgz").size() == 2);
    }
    SECTION("the digest says so, where the server names no version") {
        changed.entity_tag.clear();
        scene.server.serve("/a.tgz", changed);
        put_file(scene.request.path.string() + ".json", "{}");
        scene.check_arrived(scene.run());
        const auto requests = scene.server.requests("/a.tgz");
        REQUIRE(requests.size() == 3);
        CHECK(requests[1].headers.at("range") == "bytes=120000-");
        CHECK(requests[2].headers.count("range") == 0);
    }
    SECTION("it is shorter now than what is here") {
        scene.body = some_bytes(1000, 3);
        scene.request.sha256 = sha256_of(scene.body);
        scene.server.serve("/a.tgz", scene.file());  // under the old entity tag: 416
        scene.check_arrived(scene.run());
    }
}

TEST_CASE("a whole file that is here already is not fetched again") {
    Scene scene;
    scene.check_arrived(scene.run());
    scene.check_arrived(scene.run());
    CHECK(scene.server.requests("/a.tgz").size() == 1);

    SECTION("without a digest the server is asked, and says 416") {
        scene.request.sha256.reset();
        scene.check_arrived(scene.run());
        CHECK(scene.server.requests("/a.tgz").size() == 2);
        CHECK(scene.server.bytes_sent() == scene.body.size());
    }
    SECTION("unless it is damaged") {
        std::string damaged = scene.body;
        damaged[5] = static_cast<char>(damaged[5] ^ 1);
        put_file(scene.request.path, damaged);
        scene.check_arrived(scene.run());
        CHECK(scene.server.requests("/a.tgz").size() == 2);
    }
    SECTION("unless it is damaged, and nobody knows any more how long it is") {
        put_file(scene.request.path, some_bytes(scene.body.size(), 2));
        put_file(scene.request.path.string() + ".json", "");
        scene.check_arrived(scene.run());
        CHECK(scene.server.requests("/a.tgz").size() == 3);
    }
    SECTION("unless something is appended to it") {
        put_file(scene.request.path, scene.body + "x");
        scene.check_arrived(scene.run());
    }
}

TEST_CASE("an error in between keeps what has arrived") {
    Scene scene;
    scene.leave_partial(120'000);
    ServedFile served = scene.file();
    served.status = 503;
    scene.server.serve("/a.tgz", served);
    CHECK(scene.run().error().kind == Kind::http_status);
    scene.server.serve("/a.tgz", scene.file());
    scene.check_arrived(scene.run());
    CHECK(scene.server.bytes_sent() <= scene.body.size() + served.body.size());
    CHECK(scene.last_header("range") == "bytes=120000-");
}
