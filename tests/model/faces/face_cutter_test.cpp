#include "model/faces/face_cutter.hpp"

#include "tests/catch.hpp"
#include "tests/model/picture_encoders.hpp"

using namespace eigenfaces;

namespace {

AlignedFace face_of_width(double width) {
    AlignedFace face;
    face.box.width = width;
    face.box.height = width;
    return face;
}

}  // namespace

TEST_CASE("a picture is of one face where the others are much smaller") {
    CHECK_FALSE(is_of_one_face({}));
    const std::vector<AlignedFace> one = {face_of_width(100)};
    CHECK(is_of_one_face(one));
    const std::vector<AlignedFace> one_and_bystanders = {face_of_width(100), face_of_width(49),
                                                         face_of_width(20)};
    CHECK(is_of_one_face(one_and_bystanders));
    const std::vector<AlignedFace> two = {face_of_width(100), face_of_width(51)};
    CHECK_FALSE(is_of_one_face(two));
}

TEST_CASE("a cutter says why it cuts nothing out") {
    const FaceDetector detector;
    const FaceCutter cut = face_cutter(detector, Align::always);
    const std::vector<std::uint8_t> grey(400 * 300 * 3, 128);
    const auto none = cut(picture_encoders::encode_png(grey, 400, 300), {});
    REQUIRE(none);
    CHECK_FALSE(none->sums);
    CHECK_THAT(none->reason, ContainsSubstring("no face"));
    const std::vector<std::byte> nonsense(10);
    REQUIRE_FALSE(cut(nonsense, {}));
}
