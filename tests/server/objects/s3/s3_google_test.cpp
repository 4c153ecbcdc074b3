// Google Cloud Storage, as its XML API is documented: what is different there.
#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "objects/s3/google_signature.hpp"
#include "objects/s3/s3_objects.hpp"
#include "tests/catch.hpp"
#include "tests/server/objects/object_store_conformance.hpp"
#include "tests/server/objects/s3/faulty_scene.hpp"

using namespace eigenfaces::service;
using namespace object_store_conformance;
using Kind = ObjectError::Kind;

namespace {

struct Scene : FaultyScene {
    explicit Scene(const S3Limits& limits = short_limits()) : FaultyScene(google_store(), limits) {}
};

bool is_generation(const ObjectTag& tag) {
    return tag.text.find_first_not_of("0123456789") == std::string::npos && tag.text.size() == 16;
}

std::string refusal(S3Objects& store) {
    const auto probed = store.probe();
    if (probed) return "";
    CHECK(probed.error().kind == Kind::denied);
    return probed.error().message;
}

}  // namespace

TEST_CASE("Google's store keeps the promises of ObjectStore") {
    const std::string prefix = new_prefix();
    google_store().fail("[]");
    S3Objects one(curl_library(), google_store().settings(prefix), short_limits());
    S3Objects other(curl_library(), google_store().settings(prefix), short_limits());
    // s3rver keeps an object as files of its name and up to 23 bytes more.
    keeps_its_promises({one, other, 232});
}

TEST_CASE("of Google's store, a tag is the generation, wherever it is told") {
    Scene scene;
    CHECK(is_generation(scene.tag));
    CHECK(expect(scene.store.describe(scene.key))->tag == scene.tag);
    CHECK(expect(scene.store.read(scene.key, 100))->tag == scene.tag);
    const auto listed = expect(scene.store.list(ObjectKey("a")));
    REQUIRE(listed.size() == 1);
    CHECK(listed[0].tag == scene.tag);
    // The same bytes are other contents: what was known of them before cannot replace them.
    const ObjectTag again = expect(scene.store.write(scene.key, bytes_of("contents")));
    CHECK(again != scene.tag);
    CHECK_FALSE(expect(scene.store.replace(scene.key, scene.tag, bytes_of("stale"))));
    CHECK(text_of(scene.store, scene.key) == "contents");
}

TEST_CASE("what can be no generation is never sent to Google's store as one") {
    Scene scene;
    scene.fail("[]");
    const std::string text = GENERATE(std::string("0"), "\"x\"", "", "12x", "*", "1\r\nx: y");
    INFO(text);
    CHECK_FALSE(expect(scene.store.replace(scene.key, ObjectTag{text}, bytes_of("stale"))));
    CHECK_FALSE(expect(scene.store.replace(ObjectKey("a/none"), ObjectTag{text}, bytes_of("stale"))));
    CHECK(google_store().count("PUT") == 0);
    CHECK_FALSE(expect(scene.store.remove_if(scene.key, ObjectTag{text})));
    CHECK(google_store().count("DELETE") == 0);
}

TEST_CASE("Google's store removes on a condition") {
    Scene scene;
    const ObjectTag second = expect(scene.store.write(scene.key, bytes_of("second")));
    CHECK_FALSE(expect(scene.store.remove_if(scene.key, scene.tag)));
    CHECK_FALSE(expect(scene.store.remove_if(ObjectKey("a/none"), scene.tag)));
    CHECK(text_of(scene.store, scene.key) == "second");
    SECTION("that the store itself decides: what is replaced after the look stays") {
        scene.fail(
            R"([{"kind":"status","times":1,"method":"DELETE","status":412,"code":"PreconditionFailed"}])");
        CHECK_FALSE(expect(scene.store.remove_if(scene.key, second)));
        CHECK(text_of(scene.store, scene.key) == "second");
    }
    SECTION("once, though the answer is lost") {
        scene.fail(R"([{"kind":"lose-answer","times":2,"method":"DELETE"}])");
        CHECK(expect(scene.store.remove_if(scene.key, second)));
        CHECK_FALSE(expect(scene.store.describe(scene.key)));
    }
    SECTION("and says so where it is gone") {
        CHECK(expect(scene.store.remove_if(scene.key, second)));
        CHECK_FALSE(expect(scene.store.remove_if(scene.key, second)));
    }
}

TEST_CASE("a conditional write to Google's store is known by its mark, whatever became of the answer") {
    Scene scene;
    const ObjectKey fresh("a/new");
    const std::string kind = GENERATE(std::string("lose-answer"), "reset", "no-etag");
    INFO(kind);
    scene.fail(R"([{"kind":")" + kind + R"(","times":2,"method":"PUT"}])");
    SECTION("a new object") {
        const auto tag = expect(scene.store.write_new(fresh, bytes_of("mine")));
        REQUIRE(tag);
        CHECK(expect(scene.store.describe(fresh))->tag == *tag);
        CHECK_FALSE(expect(scene.store.write_new(fresh, bytes_of("again"))));
    }
    SECTION("one that is replaced") {
        const auto tag = expect(scene.store.replace(scene.key, scene.tag, bytes_of("mine")));
        REQUIRE(tag);
        CHECK(expect(scene.store.describe(scene.key))->tag == *tag);
        CHECK_FALSE(expect(scene.store.replace(scene.key, scene.tag, bytes_of("again"))));
        CHECK(text_of(scene.store, scene.key) == "mine");
    }
}

TEST_CASE("a race in Google's store is won once, though answers are lost") {
    Scene scene;
    scene.fail(R"([{"kind":"lose-answer","times":6,"method":"PUT"},)"
               R"({"kind":"status","times":3,"method":"HEAD","status":500}])");
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

TEST_CASE("Google's store is waited for where it takes one write a second") {
    Scene scene;
    scene.fail(R"([{"kind":"throttle","times":1000,"method":"PUT"}])");
    const auto begin = std::chrono::steady_clock::now();
    const auto second = expect(scene.store.replace(scene.key, scene.tag, bytes_of("second")));
    REQUIRE(second);
    CHECK(expect(scene.store.replace(scene.key, *second, bytes_of("third"))));
    CHECK(std::chrono::steady_clock::now() - begin >= std::chrono::seconds(1));
    // One that is refused waits a second and no less: not all of its attempts go at once.
    CHECK(google_store().count("PUT") <= 6);
    CHECK(text_of(scene.store, scene.key) == "third");
}

TEST_CASE("a file from Google's store is gone on with where it is the same, and begun anew where it is not") {
    Scene scene;
    const TemporaryFolder folder;
    const std::string text = long_text(3'000'000);
    put_file(folder / "sent", text);
    const ObjectTag tag = expect(scene.store.write_file(scene.key, folder / "sent", {}));
    CHECK(is_generation(tag));
    scene.fail(R"([{"kind":"truncate","times":1,"method":"GET","bytes":1000000}])");
    SECTION("the same") {
        CHECK(expect(scene.store.read_file(scene.key, folder / "arrived", text.size(), {})) == tag);
        const auto requests = nlohmann::json::parse(google_store().requests());
        REQUIRE(requests.size() == 2);
        CHECK(requests[1].at("range") == "bytes=1000000-");
    }
    SECTION("not the same") {
        scene.fail(
            R"([{"kind":"truncate","times":1,"method":"GET","bytes":1000000,"after":)"
            R"({"kind":"status","times":1,"method":"GET","status":412,"code":"PreconditionFailed"}}])");
        CHECK(expect(scene.store.read_file(scene.key, folder / "arrived", text.size(), {})) == tag);
    }
    CHECK((contents_of(folder / "arrived") == text));
}

TEST_CASE("a large file goes to Google's store in parts, by their ETags, and has a generation") {
    Scene scene;
    const TemporaryFolder folder;
    const std::string text = long_text(12'000'000);
    put_file(folder / "sent", text);
    const ObjectKey key("a/large");
    SECTION("that is told") {
        scene.fail(R"([{"kind":"lose-answer","times":1,"method":"PUT","path":"partNumber=2"}])");
    }
    SECTION("that is not told") {
        scene.fail(R"([{"kind":"no-etag","times":1,"method":"POST","path":"uploadId"}])");
    }
    SECTION("whose answer is lost") {
        scene.fail(R"([{"kind":"lose-answer","times":2,"method":"POST","path":"uploadId"}])");
    }
    const ObjectTag tag = expect(scene.store.write_file(key, folder / "sent", {}));
    CHECK(is_generation(tag));
    CHECK(expect(scene.store.describe(key))->tag == tag);
    CHECK((text_of(scene.store, key) == text));
    CHECK(google_store().unfinished_uploads() == 0);
}

TEST_CASE("Google's store is taken where it keeps to generations, and nothing is left there") {
    S3Objects store(curl_library(), google_store().settings(new_prefix()), short_limits());
    google_store().fail("[]");
    const auto probed = store.probe();
    if (!probed) FAIL(probed.error().message);
    CHECK(expect(store.list(ObjectKey("probe"))).empty());
}

TEST_CASE("Google's store is refused where it does not keep to generations, and nothing is left there") {
    S3Objects store(curl_library(), google_store().settings(new_prefix()), limits_without_stall());
    SECTION("on writes") {
        google_store().fail(R"([{"kind":"ignore-conditions","times":1000,"method":"PUT"}])");
        CHECK_THAT(refusal(store), ContainsSubstring("in spite of \"x-goog-if-generation-match: 0\""));
    }
    SECTION("where an object has changed") {
        google_store().fail(
            R"([{"kind":"none","times":6,"method":"PUT","after":{"kind":"ignore-conditions","times":1,"method":"PUT"}}])");
        CHECK_THAT(refusal(store), ContainsSubstring("in spite of \"x-goog-if-generation-match\""));
    }
    SECTION("in lists") {
        google_store().fail(R"([{"kind":"no-generations","times":1000,"path":"list-type"}])");
        const auto probed = store.probe();
        REQUIRE_FALSE(probed);
        CHECK_THAT(probed.error().message, ContainsSubstring("an object without name, size, tag or time"));
    }
    google_store().fail("[]");
    CHECK(expect(store.list(ObjectKey("probe"))).empty());
}

TEST_CASE("one dialect's requests are no use in the other's store") {
    SECTION("S3's in Google's") {
        S3Settings settings = google_store().settings("p");
        settings.location.dialect = amazon_s3;
        S3Objects store(curl_library(), settings, short_limits());
        const ObjectError error = expect_error(store.read(ObjectKey("x"), 100));
        CHECK(error.kind == Kind::denied);
        CHECK_THAT(error.message, ContainsSubstring("Requests cannot specify both x-amz and x-goog headers"));
    }
    SECTION("Google's in S3's") {
        S3Settings settings = running_store().settings("p");
        settings.location.dialect = google_storage;
        S3Objects store(curl_library(), settings, short_limits());
        CHECK(expect_error(store.read(ObjectKey("x"), 100)).kind == Kind::denied);
    }
    SECTION("another's key") {
        S3Settings settings = google_store().settings("p");
        settings.credentials.secret_access_key = "not-the-secret";
        S3Objects store(curl_library(), settings, short_limits());
        const ObjectError error = expect_error(store.probe());
        CHECK(error.kind == Kind::denied);
        CHECK_THAT(error.message, ContainsSubstring("list what is below \"p/probe/\" in gs://faces"));
        CHECK_THAT(error.message, ContainsSubstring("SignatureDoesNotMatch"));
        CHECK(error.message.find("not-the-secret") == std::string::npos);
    }
}

// What curl 7.88.1's --aws-sigv4 goog:goog:auto:storage made of the same request at the same moment.
TEST_CASE("Google's signature is that of another implementation") {
    S3Settings settings;
    settings.region = "auto";
    settings.credentials = {"GOOGID", "secret", ""};
    const std::string empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const std::vector<std::string> headers = {"x-goog-content-sha256: " + empty,
                                              "x-goog-if-generation-match: 0"};
    const auto moment = std::chrono::sys_days(std::chrono::year(2026) / 11 / 28) + std::chrono::hours(20) +
                        std::chrono::minutes(35) + std::chrono::seconds(45);
    const auto own =
        google_signature(settings, "GET", "http://127.0.0.1:36523/b/x?uploads=", headers, empty, moment);
    CHECK(own ==
          std::vector<std::string>{
              "Host: 127.0.0.1:36523", "x-goog-date: 20261128T203545Z",
              "Authorization: GOOG4-HMAC-SHA256 Credential=GOOGID/20261128/auto/storage/goog4_request, "
              "SignedHeaders=host;x-goog-content-sha256;x-goog-date;x-goog-if-generation-match, "
              "Signature=012ad188ad5bf77d61a4bc1b947c4883c4d93d86925e659334d96995a4d8d004"});
}
