// What becomes of a store that fails, is slow, loses answers, or lies.
#include <chrono>
#include <future>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "objects/s3/s3_objects.hpp"
#include "tests/catch.hpp"
#include "tests/server/objects/object_store_conformance.hpp"
#include "tests/server/objects/s3/faulty_scene.hpp"

using namespace eigenfaces::service;
using namespace object_store_conformance;
using Kind = ObjectError::Kind;
using Clock = std::chrono::steady_clock;

namespace {

struct Scene : FaultyScene {
    explicit Scene(const S3Limits& limits = short_limits()) : FaultyScene(running_store(), limits) {}
};

std::string fault(const std::string& kind, int times, const std::string& method,
                  const std::string& more = "") {
    return R"({"kind":")" + kind + R"(","times":)" + std::to_string(times) + R"(,"method":")" + method + '"' +
           (more.empty() ? "" : "," + more) + '}';
}

constexpr int always = 1'000'000;

/// Waits until the store was asked for this.
void wait_for_request(const std::string& text) {
    const auto deadline = Clock::now() + std::chrono::seconds(30);
    while (running_store().requests().find(text) == std::string::npos) {
        if (Clock::now() > deadline) FAIL("nobody asks for " << text);
        std::this_thread::yield();
    }
}

}  // namespace

TEST_CASE("S3Objects asks again where the store fails for a moment") {
    Scene scene;
    const std::string kind = GENERATE(std::string("status"), "reset", "reset-before", "lose-answer",
                                      "truncate", "flip", "no-etag", "hang", "stall", "page");
    INFO(kind);
    scene.fail('[' + fault(kind, 2, "GET", R"("status":503,"code":"SlowDown")") + ']');
    CHECK(text_of(scene.store, scene.key) == "contents");
    // libcurl asks again by itself where a kept connection is closed without an answer.
    CHECK(running_store().count("GET") >= 3);
}

TEST_CASE("of a store that has been silent for long, reads are given up soon, and writes are not") {
    S3Limits limits = short_limits();
    limits.deadline = std::chrono::seconds(60);
    limits.stall = std::chrono::seconds(30);
    limits.attempts = 1000;
    limits.silence = std::chrono::milliseconds(200);
    limits.deadline_in_silence = std::chrono::milliseconds(300);
    Scene scene(limits);
    scene.fail('[' + fault("reset-before", always, "GET") + ',' + fault("reset-before", 20, "PUT") + ']');
    for (int i = 0; i < 2; ++i) {
        const auto began = Clock::now();
        const auto read = scene.store.read(scene.key, 100);
        REQUIRE_FALSE(read);
        CHECK(read.error().kind == Kind::unavailable);
        CHECK(Clock::now() - began < std::chrono::seconds(10));
    }
    // Through all of it.
    CHECK(scene.store.write(scene.key, bytes_of("more")));
    scene.fail("[]");
    CHECK(text_of(scene.store, scene.key) == "more");
}

TEST_CASE("one lost answer does not make a store unreachable") {
    Scene scene;
    scene.fail('[' + fault("status", 1, "HEAD", R"("status":500)") + ']');
    CHECK(scene.store.check());
    scene.fail('[' + fault("status", always, "HEAD", R"("status":500)") + ']');
    CHECK_FALSE(scene.store.check());
}

TEST_CASE("S3Objects waits as long as the store asks it to") {
    Scene scene;
    scene.fail(
        '[' +
        fault("status", 1, "GET", R"("status":429,"code":"TooManyRequests","headers":{"Retry-After":"1"})") +
        ']');
    const auto begin = Clock::now();
    CHECK(text_of(scene.store, scene.key) == "contents");
    CHECK(Clock::now() - begin >= std::chrono::seconds(1));
    // Longer than all of it may take: told at once.
    scene.fail('[' + fault("status", 1, "GET", R"("status":503,"headers":{"Retry-After":"3600"})") + ']');
    CHECK(expect_error(scene.store.read(scene.key, 100)).kind == Kind::unavailable);
    CHECK(running_store().count("GET") == 1);
}

TEST_CASE("S3Objects gives up a store that keeps failing, and says how it failed") {
    Scene scene;
    struct Case {
        std::string faults;
        Kind kind;
        std::string says;
        std::size_t requests;
    };
    const Case told = GENERATE(
        Case{
            fault("status", always, "GET", R"("status":503,"code":"SlowDown","message":"Reduce your rate.")"),
            Kind::unavailable, "503 SlowDown: Reduce your rate. (4 attempts)", 4},
        Case{fault("truncate", always, "GET"), Kind::damaged, "cut short", 4},
        Case{fault("flip", always, "GET"), Kind::damaged, "not those that were stored", 4},
        Case{fault("page", always, "GET", R"("status":404)"), Kind::unavailable,
             "not the answer of an S3-compatible store", 4},
        Case{
            fault("status", always, "GET", R"("status":403,"code":"AccessDenied","message":"Access Denied")"),
            Kind::denied, "403 AccessDenied: Access Denied", 1},
        Case{fault("status", always, "GET", R"("status":404,"code":"NoSuchBucket")"), Kind::denied,
             "NoSuchBucket", 1},
        Case{
            fault("status", always, "GET",
                  R"("status":301,"code":"PermanentRedirect","headers":{"x-amz-bucket-region":"eu-west-1"})"),
            Kind::denied, "the bucket is in the region eu-west-1", 1});
    INFO(told.says);
    scene.fail('[' + told.faults + ']');
    const ObjectError error = expect_error(scene.store.read(scene.key, 100));
    CHECK(error.kind == told.kind);
    CHECK_THAT(error.message, ContainsSubstring("cannot read s3://faces/prefix with spaces/"));
    CHECK_THAT(error.message, ContainsSubstring("/a/object: "));
    CHECK_THAT(error.message, ContainsSubstring(told.says));
    CHECK(running_store().count("GET") == told.requests);
}

TEST_CASE("S3Objects says that a store is full") {
    Scene scene;
    scene.fail('[' + fault("status", always, "PUT", R"("status":403,"code":"QuotaExceeded")") + ']');
    CHECK(expect_error(scene.store.write(scene.key, bytes_of("more"))).kind == Kind::no_space);
}

TEST_CASE("S3Objects ends at its deadline") {
    S3Limits limits = short_limits();
    limits.stall = std::chrono::seconds(60);
    limits.deadline = std::chrono::milliseconds(1'000);
    Scene scene(limits);
    scene.fail('[' + fault("hang", always, "GET") + ',' + fault("hang", always, "PUT") + ']');
    const auto begin = Clock::now();
    CHECK(expect_error(scene.store.read(scene.key, 100)).kind == Kind::unavailable);
    CHECK(expect_error(scene.store.write(scene.key, bytes_of("x"))).kind == Kind::unavailable);
    CHECK(Clock::now() - begin < std::chrono::seconds(10));
}

TEST_CASE("S3Objects knows its own conditional write by its mark, whatever became of the answer") {
    Scene scene;
    const ObjectKey fresh("a/new");
    const std::string kind = GENERATE(std::string("lose-answer"), "reset", "truncate", "stall", "no-etag");
    INFO(kind);
    // "truncate" and "stall" need a body to cut: the store's answer to PUT has none, and is complete then.
    SECTION("a new object") {
        scene.fail('[' + fault(kind, 2, "PUT") + ']');
        const auto tag = expect(scene.store.write_new(fresh, bytes_of("mine")));
        REQUIRE(tag);
        scene.fail("[]");
        CHECK(text_of(scene.store, fresh) == "mine");
        CHECK(expect(scene.store.describe(fresh))->tag == *tag);
        CHECK_FALSE(expect(scene.store.write_new(fresh, bytes_of("again"))));
    }
    SECTION("one that is replaced") {
        scene.fail('[' + fault(kind, 2, "PUT") + ']');
        const auto tag = expect(scene.store.replace(scene.key, scene.tag, bytes_of("mine")));
        REQUIRE(tag);
        CHECK(expect(scene.store.describe(scene.key))->tag == *tag);
        CHECK_FALSE(expect(scene.store.replace(scene.key, scene.tag, bytes_of("again"))));
        CHECK(text_of(scene.store, scene.key) == "mine");
    }
    SECTION("another's stays another's, even of the same bytes") {
        expect(scene.store.write(fresh, bytes_of("the same")));
        scene.fail('[' + fault(kind, 2, "PUT") + ']');
        CHECK_FALSE(expect(scene.store.write_new(fresh, bytes_of("the same"))));
    }
    SECTION("one that has no condition") {
        scene.fail('[' + fault(kind, 2, "PUT") + ']');
        const ObjectTag tag = expect(scene.store.write(fresh, bytes_of("mine")));
        CHECK(expect(scene.store.describe(fresh))->tag == tag);
    }
}

TEST_CASE("S3Objects wins a race once, though answers are lost") {
    Scene scene;
    scene.fail('[' + fault("lose-answer", 6, "PUT") + ',' + fault("status", 3, "HEAD", R"("status":500)") +
               ']');
    using Written = ObjectResult<std::optional<ObjectTag>>;
    const auto results = at_once<Written>(8, [&](std::size_t index) {
        return scene.store.write_new(ObjectKey("a/race"), bytes_of(std::to_string(index)));
    });
    std::vector<std::size_t> winners;
    for (std::size_t index = 0; index < results.size(); ++index) {
        if (expect(results[index])) winners.push_back(index);
    }
    REQUIRE(winners.size() == 1);
    CHECK(text_of(scene.store, ObjectKey("a/race")) == std::to_string(winners.front()));
}

TEST_CASE("S3Objects retries a conflict of conditional writes that the store could not decide") {
    Scene scene;
    scene.fail('[' + fault("status", 2, "PUT", R"("status":409,"code":"ConditionalRequestConflict")") + ']');
    CHECK(expect(scene.store.replace(scene.key, scene.tag, bytes_of("mine"))));
}

TEST_CASE("S3Objects goes on with a file where the answer broke off") {
    Scene scene;
    const TemporaryFolder folder;
    const std::string text = long_text(3'000'000);
    put_file(folder / "sent", text);
    expect(scene.store.write_file(scene.key, folder / "sent", {}));
    const auto arrived = folder / "arrived";
    SECTION("and does not read again what has come") {
        scene.fail('[' + fault("truncate", 1, "GET", R"("bytes":1000000)") + ']');
        CHECK(expect(scene.store.read_file(scene.key, arrived, text.size(), {})));
        CHECK((contents_of(arrived) == text));
        const auto requests = nlohmann::json::parse(running_store().requests());
        REQUIRE(requests.size() == 2);
        CHECK(requests[1].at("range") == "bytes=1000000-");
    }
    SECTION("as often as it takes, where something comes each time") {
        scene.fail('[' + fault("truncate", 9, "GET", R"("bytes":200000)") + ']');
        CHECK(expect(scene.store.read_file(scene.key, arrived, text.size(), {})));
        CHECK((contents_of(arrived) == text));
    }
    SECTION("also where nothing more comes of a connection that stays") {
        scene.fail('[' + fault("stall", 1, "GET", R"("bytes":1000000)") + ']');
        CHECK(expect(scene.store.read_file(scene.key, arrived, text.size(), {})));
        CHECK((contents_of(arrived) == text));
    }
    SECTION("from its beginning, where it is another by then") {
        scene.fail('[' +
                   fault("truncate", 1, "GET",
                         R"("bytes":1000000,"after":)" +
                             fault("status", 1, "GET", R"("status":412,"code":"PreconditionFailed")")) +
                   ']');
        CHECK(expect(scene.store.read_file(scene.key, arrived, text.size(), {})));
        CHECK((contents_of(arrived) == text));
    }
    SECTION("from its beginning, where a byte is wrong; and leaves no file where one always is") {
        scene.fail('[' + fault("flip", 1, "GET") + ']');
        CHECK(expect(scene.store.read_file(scene.key, arrived, text.size(), {})));
        CHECK((contents_of(arrived) == text));
        put_file(arrived, "before");
        scene.fail('[' + fault("flip", always, "GET") + ']');
        CHECK(expect_error(scene.store.read_file(scene.key, arrived, text.size(), {})).kind == Kind::damaged);
        CHECK(contents_of(arrived) == "before");
        CHECK(names_in(folder.path()) == std::vector<std::string>{"arrived", "sent"});
    }
    SECTION("not where it always breaks off before anything came") {
        scene.fail('[' + fault("truncate", always, "GET", R"("bytes":0)") + ']');
        CHECK(expect_error(scene.store.read_file(scene.key, arrived, text.size(), {})).kind == Kind::damaged);
        CHECK(running_store().count("GET") == 4);
        CHECK(names_in(folder.path()) == std::vector<std::string>{"sent"});
    }
    SECTION("not after a stop, which ends it at once") {
        scene.fail('[' + fault("hang", always, "GET") + ']');
        std::stop_source stop;
        auto reading = std::async(std::launch::async, [&] {
            return scene.store.read_file(scene.key, arrived, text.size(), stop.get_token());
        });
        wait_for_request("GET");
        const auto begin = Clock::now();
        stop.request_stop();
        CHECK(expect_error(reading.get()).kind == Kind::stopped);
        CHECK(Clock::now() - begin < std::chrono::milliseconds(900));
    }
}

TEST_CASE("S3Objects sends a large file in parts") {
    Scene scene;
    const TemporaryFolder folder;
    const std::string text = long_text(22'000'000);
    put_file(folder / "sent", text);
    const ObjectKey key("a/large");
    const auto parts_sent = [] {
        std::size_t count = 0;
        for (const auto& request : nlohmann::json::parse(running_store().requests())) {
            if (request.at("url").get<std::string>().find("partNumber") != std::string::npos) ++count;
        }
        return count;
    };
    const auto uploads_left = [] { return running_store().unfinished_uploads(); };
    SECTION("and sends again the part alone that failed") {
        scene.fail('[' + fault("status", 1, "PUT", R"("status":500,"path":"partNumber=2")") + ',' +
                   fault("lose-answer", 1, "PUT", R"("path":"partNumber=4")") + ',' +
                   fault("status", 1, "POST", R"("status":503,"path":"uploads")") + ']');
        const ObjectTag tag = expect(scene.store.write_file(key, folder / "sent", {}));
        CHECK(parts_sent() == 7);
        CHECK(uploads_left() == 0);
        CHECK(expect(scene.store.describe(key))->tag == tag);
        CHECK((text_of(scene.store, key) == text));
    }
    SECTION("and knows that it is complete, where that answer is lost, or tells a failure behind its 200") {
        scene.fail('[' +
                   fault("status", 1, "POST",
                         R"("status":200,"path":"uploadId","after":)" +
                             fault("lose-answer", 2, "POST", R"("path":"uploadId")")) +
                   ']');
        const ObjectTag tag = expect(scene.store.write_file(key, folder / "sent", {}));
        CHECK(expect(scene.store.describe(key))->tag == tag);
        CHECK((text_of(scene.store, key) == text));
    }
    SECTION("and takes back what was sent where a part can't be") {
        scene.fail('[' + fault("status", always, "PUT", R"("status":500,"path":"partNumber=3")") + ']');
        CHECK(expect_error(scene.store.write_file(key, folder / "sent", {})).kind == Kind::unavailable);
        CHECK(uploads_left() == 0);
        CHECK_FALSE(expect(scene.store.describe(key)));
    }
    SECTION("and takes it back after a stop") {
        scene.fail('[' + fault("hang", always, "PUT", R"("path":"partNumber=3")") + ']');
        std::stop_source stop;
        auto writing = std::async(std::launch::async, [&] {
            return scene.store.write_file(key, folder / "sent", stop.get_token());
        });
        wait_for_request("partNumber=3");
        const auto begin = Clock::now();
        stop.request_stop();
        CHECK(expect_error(writing.get()).kind == Kind::stopped);
        CHECK(Clock::now() - begin < std::chrono::seconds(5));
        CHECK(uploads_left() == 0);
        CHECK_FALSE(expect(scene.store.describe(key)));
    }
}

TEST_CASE("S3Objects says what it could not reach, and shows no secrets") {
    running_store();
    SECTION("a store that isn't there") {
        // A port that was free a moment ago.
        const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        REQUIRE(::bind(socket, reinterpret_cast<sockaddr*>(&address), length) == 0);
        REQUIRE(::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length) == 0);
        S3Settings settings = running_store().settings("p");
        settings.endpoint = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
        S3Objects store(curl_library(), settings, short_limits());
        const ObjectError error = expect_error(store.read(ObjectKey("x"), 100));
        ::close(socket);
        CHECK(error.kind == Kind::unavailable);
        CHECK_THAT(error.message, ContainsSubstring("cannot read s3://faces/p/x: "));
        CHECK_THAT(error.message, ContainsSubstring("onnect"));
    }
    SECTION("wrong credentials") {
        S3Settings settings = running_store().settings("p");
        SECTION("the secret") {
            settings.credentials.secret_access_key = "not-the-secret";
        }
        SECTION("the token") {
            settings.credentials.session_token = "not-the-token";
        }
        SECTION("the region") {
            settings.region = "us-east-1";
        }
        S3Objects store(curl_library(), settings, short_limits());
        for (const ObjectError& error :
             {expect_error(store.read(ObjectKey("x"), 100)), expect_error(store.probe())}) {
            CHECK(error.kind == Kind::denied);
            CHECK(error.message.find(settings.credentials.secret_access_key) == std::string::npos);
            CHECK(error.message.find(settings.credentials.session_token) == std::string::npos);
        }
    }
}
