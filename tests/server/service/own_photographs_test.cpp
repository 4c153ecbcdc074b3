// People learned from photographs as cameras take them: faces anywhere in large pictures.
#include <optional>

#include "tests/catch.hpp"
#include "tests/model/faces/photographs.hpp"
#include "tests/model/picture_encoders.hpp"
#include "tests/server/service/http_client.hpp"
#include "tests/server/service/running_server.hpp"
#include "tests/temporary_folder.hpp"

namespace {

using eigenfaces::Picture;
using photographs::Photographs;

std::string jpeg_of(const Picture& picture) {
    const auto bytes =
        picture_encoders::encode_jpeg(picture.samples, picture.size.width, picture.size.height, 3);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// A server with the empty data set "family".
struct Family {
    Family() {
        server.emplace(folder / "data");
        REQUIRE(http_request("POST", url("/datasets"), {"Content-Type: application/json"},
                             R"({"name": "family"})")
                    .status == 201);
    }
    std::string url(const std::string& path) const { return server->base() + "/cloudmesh" + path; }
    nlohmann::json enrol(const std::string& person, const std::vector<FormFile>& pictures,
                         const std::string& parameters = "") const {
        const Answer answer =
            http_upload(url("/datasets/family/people/" + person + "/pictures" + parameters), pictures);
        INFO(answer.body);
        REQUIRE(answer.status == 200);
        return answer.json();
    }
    nlohmann::json train(const std::string& parameters) const {
        const Answer answer = http_request("POST", url("/EigenfacesSVM/train?data_set=family&" + parameters),
                                           {"Accept: application/json"});
        INFO(answer.body);
        REQUIRE(answer.status == 200);
        return answer.json();
    }
    nlohmann::json predict(const std::string& picture, const std::string& parameters = "") const {
        const Answer answer = http_upload(url("/EigenfacesSVM/predict?" + parameters),
                                          {{"pictures", "photo.jpg", picture}}, {"Accept: application/json"});
        INFO(answer.body);
        REQUIRE(answer.status == 200);
        return answer.json()["predictions"];
    }
    TemporaryFolder folder;
    std::optional<RunningServer> server;
};

Picture face_of(const Photographs& real, std::size_t person) {
    const auto face = eigenfaces::decode_picture(real.files().at(person));
    REQUIRE(face);
    return *face;
}

/// The person's photograph somewhere in a larger one; another `number`, another place.
Picture photograph(const Photographs& real, std::size_t person, std::uint32_t number) {
    Picture picture = photographs::background(700, 500);
    photographs::paste(picture, face_of(real, person), 20 + 53 * number % 400, 10 + 37 * number % 230);
    return picture;
}

}  // namespace

TEST_CASE("people are learned from photographs and recognised in others, without a word about alignment") {
    const Photographs real;
    if (!real.available()) return;
    const Family family;
    const std::vector<std::string> people = {"Ada", "Bob", "Cem"};
    for (std::size_t person = 0; person < people.size(); ++person) {
        std::vector<FormFile> pictures;
        for (std::uint32_t number = 0; number < 8; ++number) {
            pictures.push_back(
                {"pictures", std::to_string(number) + ".jpg", jpeg_of(photograph(real, person, number))});
        }
        const auto enrolled = family.enrol(people[person], pictures);
        CHECK(enrolled["stored"] == 8);
        CHECK(enrolled["files"][0]["box"]["width"] > 50);
    }
    const auto trained = family.train("");
    CHECK(trained["n_samples"] == 24);
    CHECK(trained["left_out"].empty());
    const auto model = http_get(family.url("/models/current")).json();
    CHECK(model["parameters"]["align"] == "auto");
    CHECK(model["parameters"]["data_set"] == "family");
    CHECK(model["parameters"]["min_faces_per_person"] == 2);

    for (std::size_t person = 0; person < people.size(); ++person) {
        const auto faces = family.predict(jpeg_of(photograph(real, person, 20)));
        REQUIRE(faces.size() == 1);
        CHECK(faces[0]["name"] == people[person]);
        CHECK(faces[0]["box"]["score"] > 0);
        CHECK(faces[0]["candidates"].size() == 3);
    }
    Picture group = photographs::background(1000, 400);
    for (std::size_t person = 0; person < people.size(); ++person) {
        photographs::paste(group, face_of(real, person), static_cast<std::uint32_t>(50 + 310 * person), 70);
    }
    CHECK(family.predict(jpeg_of(group)).size() == 3);
}

TEST_CASE("only pictures that show whom to learn are stored, unless the client says otherwise") {
    const Photographs real;
    if (!real.available()) return;
    const Family family;
    Picture two = photographs::background(700, 400);
    photographs::paste(two, face_of(real, 0), 20, 70);
    photographs::paste(two, face_of(real, 1), 400, 70);
    const std::vector<FormFile> pictures = {
        {"pictures", "two.jpg", jpeg_of(two)},
        {"pictures", "none.jpg", jpeg_of(photographs::background(700, 400))},
        {"pictures", "one.jpg", jpeg_of(photograph(real, 0, 1))}};
    const auto careful = family.enrol("Ada", pictures);
    CHECK(careful["stored"] == 1);
    CHECK_THAT(careful["files"][0]["problem"].get<std::string>(), ContainsSubstring("2 faces"));
    CHECK_THAT(careful["files"][1]["problem"].get<std::string>(), ContainsSubstring("no face"));
    CHECK(careful["files"][2]["stored_as"] == "one.jpg");
    const auto trusting = family.enrol("Ada", pictures, "?require_face=false");
    CHECK(trusting["stored"] == 3);
    CHECK_FALSE(trusting["files"][2].contains("box"));
}

TEST_CASE("pictures in which no face is found are left out of a training, which says so") {
    const Photographs real;
    if (!real.available()) return;
    const Family family;
    for (std::size_t person = 0; person < 2; ++person) {
        std::vector<FormFile> pictures;
        for (std::uint32_t number = 0; number < 8; ++number) {
            pictures.push_back(
                {"pictures", std::to_string(number) + ".jpg", jpeg_of(photograph(real, person, number))});
        }
        if (person == 0)
            pictures.push_back({"pictures", "sky.jpg", jpeg_of(photographs::background(640, 480))});
        family.enrol(person == 0 ? "Ada" : "Bob", pictures, "?require_face=false");
    }
    const auto trained = family.train("align=always");
    CHECK(trained["n_samples"] == 16);
    REQUIRE(trained["left_out"].size() == 1);
    CHECK(trained["left_out"][0]["picture"] == "Ada/sky.jpg");
    CHECK_THAT(trained["left_out"][0]["problem"].get<std::string>(), ContainsSubstring("640 x 480"));
    CHECK_THAT(trained["report"].get<std::string>(), ContainsSubstring("Ada/sky.jpg"));
    CHECK(family.train("align=none")["n_samples"] == 17);
}
