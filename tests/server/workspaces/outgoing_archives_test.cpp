#include "workspaces/outgoing_archives.hpp"

#include "tests/catch.hpp"

using namespace eigenfaces::service;

namespace {

Archive archive(const std::string& contents) {
    auto kept = std::make_shared<const std::string>(contents);
    const std::string_view bytes = *kept;
    return {std::move(kept), bytes};
}

}  // namespace

TEST_CASE("there are only so many archives at once") {
    OutgoingArchives outgoing(2);
    auto first = std::make_optional(outgoing.send("a", "1", outgoing.take_place(), archive("A")));
    auto place = outgoing.take_place();
    CHECK(place);
    CHECK_FALSE(outgoing.take_place());
    SECTION("an archive gives its place back") {
        const Archive copy = *first;
        first.reset();
        CHECK_FALSE(outgoing.take_place());
        CHECK(copy.bytes == "A");
    }
    SECTION("so does one that was not made") {
        place.reset();
        CHECK(outgoing.take_place());
    }
    first.reset();
    CHECK(outgoing.take_place());
}

TEST_CASE("who asks for what is on its way gets the same") {
    OutgoingArchives outgoing(2);
    auto first = std::make_optional(outgoing.send("a", "1", outgoing.take_place(), archive("A")));
    CHECK(outgoing.has("a"));
    CHECK_FALSE(outgoing.has("b"));
    CHECK_FALSE(outgoing.find("a", "2"));
    CHECK_FALSE(outgoing.find("b", "1"));
    auto second = outgoing.find("a", "1");
    REQUIRE(second);
    CHECK(second->bytes.data() == first->bytes.data());
    first.reset();
    CHECK(outgoing.has("a"));
    CHECK(second->bytes == "A");
    CHECK(outgoing.take_place());
    second.reset();
    CHECK_FALSE(outgoing.has("a"));
    CHECK_FALSE(outgoing.find("a", "1"));
}

TEST_CASE("of the archives of a name the newest is found") {
    OutgoingArchives outgoing(2);
    const Archive old = outgoing.send("a", "1", outgoing.take_place(), archive("A"));
    const Archive recent = outgoing.send("a", "2", outgoing.take_place(), archive("B"));
    CHECK(outgoing.find("a", "2").value().bytes == "B");
    CHECK_FALSE(outgoing.find("a", "1"));
    CHECK(old.bytes == "A");
    CHECK_FALSE(outgoing.take_place());
}

TEST_CASE("an archive may outlive what sends it") {
    std::optional<Archive> left;
    {
        OutgoingArchives outgoing(1);
        left = outgoing.send("a", "1", outgoing.take_place(), archive("A"));
    }
    CHECK(left->bytes == "A");
}

TEST_CASE("one of a name is made at a time") {
    OutgoingArchives outgoing(2);
    const auto turn = outgoing.turn("a", {});
    CHECK(turn);
    CHECK(outgoing.turn("b", {}));
    std::stop_source stop;
    stop.request_stop();
    CHECK_FALSE(outgoing.turn("a", stop.get_token()));
}
