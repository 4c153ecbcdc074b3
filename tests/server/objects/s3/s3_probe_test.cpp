#include <string>

#include "objects/s3/s3_objects.hpp"
#include "tests/catch.hpp"
#include "tests/server/objects/object_store_conformance.hpp"
#include "tests/server/objects/s3/running_store.hpp"

using namespace eigenfaces::service;

namespace {

std::string refusal(S3Objects& store) {
    const auto probed = store.probe();
    if (probed) return "";
    CHECK(probed.error().kind == ObjectError::Kind::denied);
    return probed.error().message;
}

}  // namespace

TEST_CASE("S3Objects takes a store that keeps to conditions, and leaves nothing there") {
    S3Objects store(curl_library(), running_store().settings(new_prefix()), short_limits());
    running_store().fail("[]");
    const auto probed = store.probe();
    if (!probed) FAIL(probed.error().message);
    CHECK(object_store_conformance::expect(store.list(ObjectKey("probe"))).empty());
}

TEST_CASE("S3Objects refuses a store on which two could win, and leaves nothing there") {
    S3Objects store(curl_library(), running_store().settings(new_prefix()), limits_without_stall());
    SECTION("from the first write") {
        running_store().fail(R"([{"kind":"ignore-conditions","times":1000,"method":"PUT"}])");
        CHECK_THAT(refusal(store), ContainsSubstring("of 4 writers at once be the first"));
    }
    SECTION("where an object is there already") {
        running_store().fail(
            R"([{"kind":"none","times":4,"method":"PUT","after":{"kind":"ignore-conditions","times":1,"method":"PUT"}}])");
        CHECK_THAT(refusal(store), ContainsSubstring("in spite of \"If-None-Match: *\""));
    }
    SECTION("where an object has changed") {
        running_store().fail(
            R"([{"kind":"none","times":6,"method":"PUT","after":{"kind":"ignore-conditions","times":1,"method":"PUT"}}])");
        CHECK_THAT(refusal(store), ContainsSubstring("in spite of \"If-Match\""));
    }
    SECTION("which does not know conditions") {
        running_store().fail(
            R"([{"kind":"status","times":1000,"method":"PUT","status":501,"code":"NotImplemented"}])");
        CHECK_THAT(refusal(store), ContainsSubstring("501 NotImplemented"));
    }
    SECTION("which tells what was there before") {
        running_store().fail(
            R"([{"kind":"none","times":1,"method":"GET","path":"probe/","after":{"kind":"stale","times":1,"method":"GET","path":"probe/"}}])");
        CHECK_THAT(refusal(store), ContainsSubstring("does not give back what was just stored"));
    }
    running_store().fail("[]");
    CHECK(object_store_conformance::expect(store.list(ObjectKey("probe"))).empty());
}

TEST_CASE("S3Objects says that there is no such bucket") {
    S3Settings settings = running_store().settings("");
    settings.location.bucket = "no-such-bucket";
    S3Objects store(curl_library(), settings, short_limits());
    CHECK_THAT(refusal(store), ContainsSubstring("NoSuchBucket"));
}
