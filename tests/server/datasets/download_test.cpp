#include "datasets/download.hpp"

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "tests/catch.hpp"
#include "tests/server/datasets/download_scene.hpp"
#include "tests/server/datasets/file_server.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces::service;
using Kind = DownloadError::Kind;
using Scene = download_tests::DownloadScene;

TEST_CASE("a file is downloaded, with progress") {
    Scene scene;
    DownloadProgress last;
    const auto downloaded = download(scene.library, scene.request,
                                     [&](const DownloadProgress& progress) {
                                         CHECK(progress.bytes >= last.bytes);
                                         last = progress;
                                     },
                                     {});
    scene.check_arrived(downloaded);
    CHECK(last.bytes == scene.body.size());
    CHECK(last.total == scene.body.size());
    CHECK(scene.server.requests("/a.tgz").size() == 1);
    CHECK(scene.last_header("range").empty());
}

TEST_CASE("a file without a known length, and an empty one, are downloaded") {
    Scene scene;
    ServedFile served = scene.file();
    served.content_length = false;
    scene.server.serve("/a.tgz", served);
    scene.check_arrived(scene.run());

    scene.body.clear();
    scene.request.path = scene.folder / "empty";
    scene.request.sha256 = sha256_of("");
    scene.server.serve("/a.tgz", scene.file());
    scene.check_arrived(scene.run());
}

TEST_CASE("without a digest any content is taken") {
    Scene scene;
    scene.request.sha256.reset();
    scene.check_arrived(scene.run());
}

TEST_CASE("another file than the wanted one is an error that names both digests") {
    Scene scene;
    scene.request.sha256 = sha256_of("another file");
    const auto downloaded = scene.run();
    REQUIRE_FALSE(downloaded);
    CHECK(downloaded.error().kind == Kind::checksum_mismatch);
    CHECK_THAT(downloaded.error().detail, ContainsSubstring(sha256_of(scene.body).hex()));
    CHECK_THAT(downloaded.error().detail, ContainsSubstring(sha256_of("another file").hex()));
    scene.check_nothing_left();
    CHECK(scene.server.requests("/a.tgz").size() == 1);
}

TEST_CASE("a file that is too large is refused, as early as can be") {
    Scene scene;
    scene.request.limits.max_bytes = 100'000;
    SECTION("before its first byte, where the server says how large") {}
    SECTION("at the limit, where it does not") {
        ServedFile served = scene.file();
        served.content_length = false;
        scene.server.serve("/a.tgz", served);
    }
    const auto downloaded = scene.run();
    REQUIRE_FALSE(downloaded);
    CHECK(downloaded.error().kind == Kind::too_large);
    CHECK_THAT(downloaded.error().detail, ContainsSubstring("the limit is 100000 bytes"));
    scene.check_nothing_left();
}

TEST_CASE("an HTTP status that is not success is named, and its body is not kept") {
    Scene scene;
    const int status = GENERATE(204, 304, 403, 404, 500, 503);
    ServedFile served = scene.file();
    served.status = status;
    served.body = status == 204 || status == 304 ? "" : "<html>sorry</html>";
    scene.server.serve("/a.tgz", served);
    const auto downloaded = scene.run();
    REQUIRE_FALSE(downloaded);
    CHECK(downloaded.error().kind == Kind::http_status);
    CHECK(downloaded.error().http_status == status);
    CHECK_THAT(downloaded.error().detail, ContainsSubstring("HTTP status " + std::to_string(status)));
    CHECK(contents_of(scene.request.path).empty());
}

TEST_CASE("redirects are followed, to allowed places, five times") {
    Scene scene;
    const auto redirect = [&](const std::string& path, const std::string& to) {
        ServedFile served;
        served.status = 302;
        served.body = "moved";
        served.location = to;
        scene.server.serve(path, served);
    };
    redirect("/1", "/2");
    redirect("/2", scene.server.url("/3"));
    redirect("/3", "4");
    redirect("/4", "/5");
    redirect("/5", "/a.tgz");
    scene.request.url = scene.server.url("/1");
    SECTION("five") {
        scene.check_arrived(scene.run());
    }
    SECTION("six") {
        redirect("/0", "/1");
        scene.request.url = scene.server.url("/0");
        const auto downloaded = scene.run();
        REQUIRE_FALSE(downloaded);
        CHECK(downloaded.error().kind == Kind::http_status);
        CHECK_THAT(downloaded.error().detail, ContainsSubstring("more than 5 times"));
        CHECK(scene.server.requests("/a.tgz").empty());
    }
    SECTION("the caller is asked for each") {
        std::vector<std::string> asked;
        scene.request.refuse_url = [&](const std::string& url) -> std::optional<std::string> {
            asked.push_back(url);
            return url.ends_with("/3") ? std::optional<std::string>("3 is forbidden") : std::nullopt;
        };
        const auto downloaded = scene.run();
        REQUIRE_FALSE(downloaded);
        CHECK(downloaded.error().kind == Kind::unsupported_url);
        CHECK_THAT(downloaded.error().detail, ContainsSubstring("3 is forbidden"));
        CHECK(asked == std::vector<std::string>{scene.server.url("/1"), scene.server.url("/2"),
                                                scene.server.url("/3")});
        CHECK(scene.server.requests("/3").empty());
    }
    SECTION("never to a file, or with credentials") {
        put_file(scene.folder / "secret", scene.body);
        scene.request.allow_file_urls = true;
        for (const std::string& to :
             {"file://" + (scene.folder / "secret").string(), std::string("ftp://127.0.0.1/a"),
              "http://user:password@127.0.0.1:" + std::to_string(scene.server.port()) + "/a.tgz"}) {
            redirect("/1", to);
            const auto downloaded = scene.run();
            REQUIRE_FALSE(downloaded);
            INFO(downloaded.error().detail);
            CHECK(downloaded.error().kind == Kind::unsupported_url);
        }
    }
    SECTION("a redirect is not told apart from a resumed file") {
        ServedFile cut = scene.file();
        cut.cut_after = 100'000;
        cut.cut_answers = 1;
        scene.server.serve("/a.tgz", cut);
        scene.check_arrived(scene.run());
        CHECK(scene.last_header("range") == "bytes=100000-");
        CHECK(scene.server.requests("/1").size() == 2);
    }
}

TEST_CASE("URLs that are not to be asked for are refused before anything is made") {
    Scene scene;
    for (const char* url :
         {"", "a.tgz", "/etc/passwd", "ftp://example.com/a", "gopher://example.com/", "http://",
          "file:///etc/passwd", "dict://127.0.0.1/", "javascript:alert(1)", "http://exa mple.com/",
          "http://user:secret@example.com/a", "http://user@example.com/a", "http://a\nb/"}) {
        scene.request.url = url;
        const auto downloaded = scene.run();
        REQUIRE_FALSE(downloaded);
        INFO(downloaded.error().detail);
        CHECK(downloaded.error().kind == Kind::unsupported_url);
        CHECK(downloaded.error().detail.find("secret") == std::string::npos);
    }
    scene.request.url = scene.server.url("/a.tgz");
    scene.request.refuse_url = [](const std::string&) {
        return std::optional<std::string>("not on the list");
    };
    CHECK_THAT(scene.run().error().detail, ContainsSubstring("not on the list"));
    scene.check_nothing_left();
    CHECK(scene.server.requests("/a.tgz").empty());
}

TEST_CASE("file URLs work where they are allowed") {
    Scene scene;
    put_file(scene.folder / "source", scene.body);
    scene.request.url = "file://" + (scene.folder / "source").string();
    CHECK(scene.run().error().kind == Kind::unsupported_url);
    scene.request.allow_file_urls = true;
    scene.check_arrived(scene.run());
    scene.request.url = "file:///nonexistent";
    scene.request.path = scene.folder / "other";
    CHECK(scene.run().error().kind == Kind::not_reachable);
}

TEST_CASE("a server that is not there is not reachable") {
    Scene scene;
    std::string url;
    {
        const FileServer gone;
        url = gone.url("/a.tgz");
    }
    scene.request.url = url;
    const auto downloaded = scene.run();
    REQUIRE_FALSE(downloaded);
    CHECK(downloaded.error().kind == Kind::not_reachable);
    CHECK_THAT(downloaded.error().detail, ContainsSubstring(url));

    scene.request.url = "http://name.invalid/a.tgz";  // RFC 6761: never resolves
    CHECK(scene.run().error().kind == Kind::not_reachable);
}

TEST_CASE("a server that stalls is given up, and the part is kept") {
    Scene scene;
    scene.request.limits.minimum_rate_time = std::chrono::seconds(1);
    scene.request.limits.max_resumptions = 0;
    ServedFile served = scene.file();
    SECTION("in the middle") {
        served.stall_after = 120'000;
        scene.server.serve("/a.tgz", served);
        const auto downloaded = scene.run();
        REQUIRE_FALSE(downloaded);
        CHECK(downloaded.error().kind == Kind::interrupted);
        CHECK_THAT(downloaded.error().detail, ContainsSubstring("interrupted after 120000 of 300000 bytes"));
        CHECK(contents_of(scene.request.path) == scene.body.substr(0, 120'000));
    }
    SECTION("before it answers") {
        served.stall_before_head = true;
        scene.server.serve("/a.tgz", served);
        const auto downloaded = scene.run();
        REQUIRE_FALSE(downloaded);
        CHECK(downloaded.error().kind == Kind::not_reachable);
    }
}

TEST_CASE("a download is cancelled at any moment, soon, and can go on") {
    Scene scene;
    ServedFile served = scene.file();
    SECTION("while the server is silent") {
        served.stall_before_head = true;
    }
    SECTION("in the middle") {
        served.stall_after = 120'000;
    }
    scene.server.serve("/a.tgz", served);
    std::stop_source stop;
    std::chrono::steady_clock::time_point asked;
    std::thread canceller([&] {
        // Once the request is there (and the bytes are).
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (scene.server.requests("/a.tgz").empty() ||
               (served.stall_after && scene.server.bytes_sent() < *served.stall_after)) {
            if (std::chrono::steady_clock::now() > deadline) break;
            std::this_thread::yield();
        }
        asked = std::chrono::steady_clock::now();
        stop.request_stop();
    });
    const auto downloaded = scene.run(stop.get_token());
    const auto ended = std::chrono::steady_clock::now();
    canceller.join();
    REQUIRE_FALSE(downloaded);
    CHECK(downloaded.error().kind == Kind::cancelled);
    // Promised are 0.2 s; the wake-up interval and the timeouts are far above what a busy machine adds.
    CHECK(ended - asked < std::chrono::seconds(5));

    scene.server.serve("/a.tgz", scene.file());
    scene.check_arrived(scene.run());
}

TEST_CASE("a download whose stop was requested before does nothing") {
    Scene scene;
    std::stop_source stop;
    stop.request_stop();
    CHECK(scene.run(stop.get_token()).error().kind == Kind::cancelled);
    CHECK_FALSE(names_in(scene.folder.path()).size() > 1);
}

TEST_CASE("what the progress callback throws comes out") {
    Scene scene;
    const auto thrower = [](const DownloadProgress&) { throw std::runtime_error("the caller's"); };
    CHECK_THROWS_WITH(download(scene.library, scene.request, thrower, {}), ContainsSubstring("the caller's"));
    scene.check_arrived(scene.run());
}

TEST_CASE("a folder that can't be written to is a disk error that names it") {
    Scene scene;
    scene.request.path = scene.folder / "missing" / "part";
    const auto downloaded = scene.run();
    REQUIRE_FALSE(downloaded);
    CHECK(downloaded.error().kind == Kind::disk);
    CHECK_THAT(downloaded.error().detail, ContainsSubstring("missing/part"));

    std::filesystem::create_symlink(scene.folder / "elsewhere", scene.folder / "link");
    scene.request.path = scene.folder / "link";
    CHECK(scene.run().error().kind == Kind::disk);
    CHECK_FALSE(std::filesystem::exists(scene.folder / "elsewhere"));
}
