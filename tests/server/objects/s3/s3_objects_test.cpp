#include "objects/s3/s3_objects.hpp"

#include "tests/catch.hpp"
#include "tests/server/objects/object_store_conformance.hpp"
#include "tests/server/objects/s3/running_store.hpp"

using namespace eigenfaces::service;

TEST_CASE("S3Objects keeps the promises of ObjectStore") {
    const std::string prefix = new_prefix();
    S3Objects one(curl_library(), running_store().settings(prefix), short_limits());
    S3Objects other(curl_library(), running_store().settings(prefix), short_limits());
    // s3rver keeps an object as files of its name and up to 23 bytes more.
    object_store_conformance::keeps_its_promises({one, other, 232});
}

TEST_CASE("S3Objects names the bucket in the host, and signs that") {
    S3Settings settings = running_store().settings(new_prefix());
    settings.endpoint = "http://localhost:" + std::to_string(running_store().port());
    settings.bucket_in_host = true;
    S3Objects store(curl_library(), settings, short_limits());
    running_store().fail("[]");
    const ObjectKey key("Zoë/face (1)+2.jpg");
    REQUIRE(store.write(key, object_store_conformance::bytes_of("contents")));
    const auto object = store.read(key, 100);
    REQUIRE(object);
    REQUIRE(*object);
    CHECK((*object)->bytes == "contents");
    CHECK(object_store_conformance::keys_of(object_store_conformance::expect(store.list(ObjectKey("Zoë")))) ==
          std::vector<std::string>{key.text()});
    CHECK_THAT(running_store().requests(), ContainsSubstring("\"faces.localhost:"));
}

TEST_CASE("S3Objects learns that a store wants tags without quotes") {
    using namespace object_store_conformance;
    S3Objects store(curl_library(), running_store().settings(new_prefix()), short_limits());
    const ObjectKey key("a/object");
    const ObjectTag first = expect(store.write(key, bytes_of("first")));
    running_store().fail(R"([{"kind":"bare-tags","times":1000,"method":"PUT"}])");
    const auto second = expect(store.replace(key, first, bytes_of("second")));
    REQUIRE(second);
    CHECK_FALSE(expect(store.replace(key, first, bytes_of("stale"))));
    running_store().fail(R"([{"kind":"bare-tags","times":1000,"method":"PUT"}])");
    CHECK(expect(store.replace(key, *second, bytes_of("third"))));
    CHECK(running_store().count("PUT") == 1);
    CHECK_FALSE(expect(store.replace(key, *second, bytes_of("stale"))));
    CHECK_FALSE(expect(store.replace(ObjectKey("a/none"), *second, bytes_of("none"))));
    running_store().fail("[]");
    CHECK(text_of(store, key) == "third");
}

TEST_CASE("S3Objects without a prefix has the whole bucket") {
    S3Objects store(curl_library(), running_store().settings(""), short_limits());
    const ObjectKey key("top/level");
    REQUIRE(store.write(key, object_store_conformance::bytes_of("x")));
    CHECK(object_store_conformance::keys_of(object_store_conformance::expect(store.list(ObjectKey("top")))) ==
          std::vector<std::string>{"top/level"});
    CHECK(object_store_conformance::expect(store.remove_all(ObjectKey("top"))) == 1);
}

TEST_CASE("S3Objects passes over names that are no keys") {
    const std::string prefix = new_prefix();
    S3Objects outer(curl_library(), running_store().settings(""), short_limits());
    S3Objects store(curl_library(), running_store().settings(prefix), short_limits());
    REQUIRE(store.write(ObjectKey("a/x"), {}));
    REQUIRE(store.write(ObjectKey("a/b/y"), {}));
    // Another's, whose name begins with the same letters.
    REQUIRE(outer.write(ObjectKey(prefix + "-other/a/z"), {}));
    CHECK(object_store_conformance::keys_of(object_store_conformance::expect(store.list(ObjectKey("a")))) ==
          std::vector<std::string>{"a/b/y", "a/x"});
    CHECK(object_store_conformance::expect(store.names(ObjectKey("a"))) == std::vector<std::string>{"x"});
    CHECK(object_store_conformance::expect(store.folders(ObjectKey("a"))) == std::vector<std::string>{"b"});
    const std::vector<ObjectKey> keys = {ObjectKey("a/x"), ObjectKey("a/none"), ObjectKey("a/b/y")};
    CHECK(store.remove_each(keys));
    CHECK(object_store_conformance::expect(store.list(ObjectKey("a"))).empty());
}

// By hand, for stores that are not this suite's own: STATE=s3://bucket/prefix and AWS's variables, see
// docs/object-storage.md. What is below the prefix is removed.
TEST_CASE("S3Objects keeps the promises of ObjectStore in the store that STATE names", "[.][named]") {
    const auto state = process_environment("STATE");
    REQUIRE(state);
    const auto location = parse_s3_location(*state);
    if (!location) FAIL(location.error());
    const auto settings = find_s3_settings(*location, S3Addressing::automatic, &process_environment);
    if (!settings) FAIL(settings.error());
    S3Objects one(curl_library(), *settings);
    S3Objects other(curl_library(), *settings);
    if (const auto probed = one.probe(); !probed) FAIL(probed.error().message);
    for (const char* folder : {"workspaces", "odd", "races", "w", "wx", "many", "datasets"})
        object_store_conformance::expect(one.remove_all(ObjectKey(folder)));
    object_store_conformance::keeps_its_promises({one, other});
}
