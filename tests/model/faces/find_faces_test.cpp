#include "model/faces/find_faces.hpp"

#include <cmath>
#include <memory>

#include "model/bicubic.hpp"
#include "model/faces/orientation.hpp"
#include "model/faces/resample.hpp"
#include "tests/catch.hpp"
#include "tests/model/faces/photographs.hpp"
#include "tests/model/picture_encoders.hpp"
#include "tests/model/synthetic_faces.hpp"

using namespace eigenfaces;
using photographs::Photographs;

namespace {

std::vector<std::byte> encode(const Picture& picture) {
    return picture_encoders::encode_png(picture.samples, picture.size.width, picture.size.height);
}

/// The correlation of two faces: 1 where they differ by light and contrast alone.
double likeness(const FaceSums& a, const FaceSums& b) {
    const auto mean = [](const FaceSums& sums) {
        double sum = 0;
        for (const std::uint16_t value : sums)
            sum += value;
        return sum / static_cast<double>(sums.size());
    };
    const double mean_a = mean(a);
    const double mean_b = mean(b);
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        ab += (a[i] - mean_a) * (b[i] - mean_b);
        aa += (a[i] - mean_a) * (a[i] - mean_a);
        bb += (b[i] - mean_b) * (b[i] - mean_b);
    }
    return ab / std::sqrt(aa * bb);
}

/// The stored picture that orientation turns into `upright`.
Picture stored_as(const Picture& upright, Orientation orientation) {
    // Turning right and left undo each other, the others themselves.
    if (orientation == Orientation::turned_right) return turn_upright(upright, Orientation::turned_left);
    if (orientation == Orientation::turned_left) return turn_upright(upright, Orientation::turned_right);
    return turn_upright(upright, orientation);
}

std::size_t kind_of(const tl::expected<std::vector<AlignedFace>, FindFacesError>& result) {
    return result.error().index();
}
constexpr std::size_t no_picture = 0;
constexpr std::size_t no_face = 1;

bool inside(const FaceBox& box, PictureSize size) {
    return box.left >= 0 && box.top >= 0 && box.width > 0 && box.height > 0 &&
           box.left + box.width <= size.width && box.top + box.height <= size.height;
}

}  // namespace

TEST_CASE("without alignment a picture has the reference's features, bit for bit") {
    const FaceDetector detector;
    const auto drawn = synthetic_faces::face_jpeg(0, 0);
    const auto face = find_faces(detector, drawn, {}, Align::none);
    REQUIRE(face);
    REQUIRE(face->size() == 1);
    CHECK(face->front().sums == face_sums(drawn).value());
    CHECK(inside(face->front().box, {250, 250}));
    const auto other = encode(photographs::background(321, 123));
    CHECK(find_faces(detector, other, {}, Align::none)->front().sums == face_sums(other).value());
    // The orientation is not looked at, as the reference does not.
    const auto turned = photographs::with_app1(drawn, photographs::exif_orientation(6));
    CHECK(find_faces(detector, turned, {}, Align::none)->front().sums == face_sums(drawn).value());
}

TEST_CASE("bytes that are no picture are an error of the picture") {
    const FaceDetector detector;
    const auto drawn = synthetic_faces::face_jpeg(0, 0);
    for (const Align align : {Align::none, Align::automatic, Align::always}) {
        for (const std::size_t size : {std::size_t{0}, std::size_t{100}, drawn.size() / 2}) {
            const auto result = find_faces(detector, std::span(drawn).first(size), {}, align);
            REQUIRE_FALSE(result);
            CHECK(kind_of(result) == no_picture);
        }
        const auto large = find_faces(detector, drawn, {.max_pixels = 1000}, align);
        REQUIRE_FALSE(large);
        CHECK(std::get<PictureError>(large.error()).kind == PictureError::Kind::too_large);
    }
}

TEST_CASE("a picture without a face is an error, but where LFW's geometry says where it has to be") {
    const FaceDetector detector;
    const auto square = encode(photographs::background(250, 250));
    const auto other = encode(photographs::background(320, 200));
    CHECK(kind_of(find_faces(detector, square, {}, Align::always)) == no_face);
    CHECK(kind_of(find_faces(detector, other, {}, Align::always)) == no_face);
    const auto result = find_faces(detector, other, {}, Align::automatic);
    REQUIRE_FALSE(result);
    CHECK(std::get<NoFace>(result.error()).size == PictureSize{320, 200});
    CHECK(std::get<NoFace>(result.error()).message.find("320 x 200") != std::string::npos);
    const auto unchanged = find_faces(detector, square, {}, Align::automatic);
    REQUIRE(unchanged);
    CHECK(unchanged->front().sums == face_sums(square).value());
}

TEST_CASE("the memory of a picture that is searched is bounded as that of others") {
    const FaceDetector detector;
    const auto large = encode(photographs::background(3000, 2100));
    const auto few = std::make_shared<DecodingMemory>(10'000'000);
    const auto refused = find_faces(detector, large, {.memory = few}, Align::always);
    REQUIRE_FALSE(refused);
    CHECK(std::get<PictureError>(refused.error()).kind == PictureError::Kind::too_large);
    const auto enough = std::make_shared<DecodingMemory>(100'000'000);
    CHECK(kind_of(find_faces(detector, large, {.memory = enough}, Align::always)) == no_face);
    // All of it was given back.
    CHECK_NOTHROW(enough->take(enough->total()));
}

TEST_CASE("photographs of LFW go through unchanged where alignment is automatic") {
    const Photographs photographs;
    if (!photographs.available()) return;
    const FaceDetector detector;
    for (const auto& file : photographs.files()) {
        const auto faces = find_faces(detector, file, {}, Align::automatic);
        REQUIRE(faces);
        REQUIRE(faces->size() == 1);
        CHECK(faces->front().sums == face_sums(file).value());
    }
}

TEST_CASE("a photograph's face is much the same wherever it is") {
    const Photographs photographs;
    if (!photographs.available()) return;
    const FaceDetector detector;
    for (const auto& file : photographs.files()) {
        const Picture photograph = decode_picture(file).value();
        Picture large = photographs::background(900, 700);
        photographs::paste(large, resize_bicubic(photograph, {400, 400}), 450, 250);
        const auto faces = find_faces(detector, encode(large), {}, Align::automatic);
        REQUIRE(faces);
        CHECK(inside(faces->front().box, large.size));
        CHECK(likeness(faces->front().sums, face_sums(file).value()) > 0.7);
    }
}

TEST_CASE("a photograph's face is the same however the camera was held") {
    const Photographs photographs;
    if (!photographs.available()) return;
    const FaceDetector detector;
    const Picture photograph = decode_picture(photographs.files()[1]).value();
    Picture upright = photographs::background(640, 480);
    photographs::paste(upright, photograph, 300, 100);
    const auto expected = find_faces(detector, encode(upright), {}, Align::always);
    REQUIRE(expected);
    for (unsigned value = 1; value <= 8; ++value) {
        CAPTURE(value);
        const Picture stored = stored_as(upright, static_cast<Orientation>(value));
        const auto jpeg =
            picture_encoders::encode_jpeg(stored.samples, stored.size.width, stored.size.height, 3, 100);
        const auto faces =
            find_faces(detector, photographs::with_app1(jpeg, photographs::exif_orientation(value)), {},
                       Align::automatic);
        REQUIRE(faces);
        REQUIRE(faces->size() == 1);
        CHECK(faces->front().box.left == Approx(expected->front().box.left).margin(4));
        CHECK(faces->front().box.top == Approx(expected->front().box.top).margin(4));
        CHECK(likeness(faces->front().sums, expected->front().sums) > 0.97);
    }
}

TEST_CASE("a face at the edge of a picture has a box inside of it") {
    const Photographs photographs;
    if (!photographs.available()) return;
    const FaceDetector detector;
    const Picture photograph = decode_picture(photographs.files()[1]).value();
    // As far as the face's own edges.
    const Picture close = sample(photograph, {125, 132, 110, 110, 0}, {330, 330});
    const auto faces = find_faces(detector, encode(close), {}, Align::always);
    REQUIRE(faces);
    for (const AlignedFace& face : *faces)
        CHECK(inside(face.box, close.size));
}
