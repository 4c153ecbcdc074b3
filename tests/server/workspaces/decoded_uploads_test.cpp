#include "workspaces/decoded_uploads.hpp"

#include <string>

#include "tests/catch.hpp"
#include "tests/model/picture_encoders.hpp"

using namespace eigenfaces;
using namespace eigenfaces::service;

namespace {

std::span<const std::byte> bytes(std::string_view text) {
    return std::as_bytes(std::span(text));
}

DecodedPicture picture(std::uint32_t width) {
    DecodedPicture made;
    made.header.size = {width, 1};
    return made;
}

const WorkspaceId mine = *WorkspaceId::parse("mine");
const WorkspaceId other = *WorkspaceId::parse("mine2");

}  // namespace

TEST_CASE("what was decoded is found by its bytes, in its own workspace") {
    DecodedUploads decoded;
    const auto key = DecodedUploads::key(mine, bytes("a"));
    CHECK(!decoded.find(key));
    decoded.keep(key, decoded.moment(), picture(7));
    CHECK(decoded.find(DecodedUploads::key(mine, bytes("a")))->header.size.width == 7);
    CHECK(!decoded.find(DecodedUploads::key(mine, bytes("b"))));
    CHECK(!decoded.find(DecodedUploads::key(other, bytes("a"))));
}

TEST_CASE("the one that was not asked for the longest goes") {
    DecodedUploads decoded(2);
    for (const char* name : {"a", "b"})
        decoded.keep(DecodedUploads::key(mine, bytes(name)), decoded.moment(), picture(1));
    CHECK(decoded.find(DecodedUploads::key(mine, bytes("a"))));
    decoded.keep(DecodedUploads::key(mine, bytes("c")), decoded.moment(), picture(1));
    CHECK(decoded.find(DecodedUploads::key(mine, bytes("a"))));
    CHECK(!decoded.find(DecodedUploads::key(mine, bytes("b"))));
    CHECK(decoded.find(DecodedUploads::key(mine, bytes("c"))));
}

TEST_CASE("a workspace's pictures are forgotten, and one that was read before is not kept after") {
    DecodedUploads decoded;
    const auto before = decoded.moment();
    decoded.keep(DecodedUploads::key(mine, bytes("a")), decoded.moment(), picture(1));
    decoded.keep(DecodedUploads::key(other, bytes("a")), decoded.moment(), picture(1));
    decoded.forget(mine);
    CHECK(!decoded.find(DecodedUploads::key(mine, bytes("a"))));
    CHECK(decoded.find(DecodedUploads::key(other, bytes("a"))));
    decoded.keep(DecodedUploads::key(mine, bytes("late")), before, picture(1));
    CHECK(!decoded.find(DecodedUploads::key(mine, bytes("late"))));
    decoded.keep(DecodedUploads::key(mine, bytes("late")), decoded.moment(), picture(1));
    CHECK(decoded.find(DecodedUploads::key(mine, bytes("late"))));
}

TEST_CASE("a face is decoded as everywhere else, and a damaged picture is none") {
    const std::vector<std::uint8_t> grey(std::size_t{250} * 250, 100);
    const auto jpeg = picture_encoders::encode_jpeg(grey, 250, 250, 1);
    const auto decoded = decode_face(jpeg, {});
    REQUIRE(decoded);
    CHECK(decoded->header.size == PictureSize{250, 250});
    CHECK(decoded->sums == *face_sums(jpeg));
    const auto half = decode_face(std::span(jpeg).first(jpeg.size() / 2), {});
    REQUIRE(!half);
    CHECK(half.error().kind == PictureError::Kind::damaged);
}
