// Pictures with several faces anywhere in them: each is found and named.
#include <optional>

#include "tests/catch.hpp"
#include "tests/model/faces/photographs.hpp"
#include "tests/model/picture_encoders.hpp"
#include "tests/server/datasets/file_server.hpp"
#include "tests/server/service/faces.hpp"
#include "tests/server/service/http_client.hpp"
#include "tests/server/service/running_server.hpp"
#include "tests/temporary_folder.hpp"

namespace {

std::string jpeg_of(const eigenfaces::Picture& picture) {
    const auto bytes =
        picture_encoders::encode_jpeg(picture.samples, picture.size.width, picture.size.height, 3);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// A server that has learned the shared faces, or the drawn ones where those are not at hand.
struct Learned {
    Learned() {
        ServedFile file;
        file.body = faces().archive;
        source.serve("/faces.tgz", file);
        server.emplace(folder / "data", std::vector<std::string>{"--dataset-url", source.url("/faces.tgz"),
                                                                 "--dataset-sha256", faces().sha256});
        for (const std::string& step : {std::string("download_data"),
                                        "train?min_faces_per_person=" + std::to_string(faces().min_faces)})
            REQUIRE(http_request("POST", url(step)).status == 200);
    }
    std::string url(const std::string& step) const {
        return server->base() + "/cloudmesh/EigenfacesSVM/" + step;
    }
    Answer predict(const std::string& parameters, const std::string& picture) const {
        return http_upload(url("predict?" + parameters), {{"pictures", "group.jpg", picture}},
                           {"Accept: application/json"});
    }
    TemporaryFolder folder;
    FileServer source;
    std::optional<RunningServer> server;
};

}  // namespace

TEST_CASE("each face of a group picture is named, with its box") {
    const photographs::Photographs real;
    if (!real.available()) return;
    const Learned learned;
    eigenfaces::Picture group = photographs::background(1000, 600);
    const std::size_t people = 3;
    for (std::size_t i = 0; i < people; ++i) {
        const auto face = eigenfaces::decode_picture(real.files().at(i));
        REQUIRE(face);
        photographs::paste(group, *face, static_cast<std::uint32_t>(40 + 320 * i), 150);
    }
    const Answer answer = learned.predict("align=auto", jpeg_of(group));
    INFO(answer.body);
    REQUIRE(answer.status == 200);
    const auto predictions = answer.json()["predictions"];
    REQUIRE(predictions.size() == people);
    std::vector<bool> seen(people, false);
    for (const auto& prediction : predictions) {
        CHECK(prediction["image"] == "group.jpg");
        const double centre =
            prediction["box"]["left"].get<double>() + prediction["box"]["width"].get<double>() / 2;
        seen.at(static_cast<std::size_t>(centre) / 334) = true;
        CHECK(prediction["box"]["score"] > 0);
    }
    CHECK(seen == std::vector<bool>(people, true));
    CHECK(learned.predict("align=auto&min_face_score=9", jpeg_of(group)).status == 422);
    CHECK_FALSE(learned.predict("align=none", jpeg_of(group)).json()["predictions"][0].contains("box"));
}

TEST_CASE("a picture without a face is told so, and other words than the three are refused") {
    const Learned learned;
    const Answer none = learned.predict("align=always", jpeg_of(photographs::background(500, 400)));
    CHECK(none.status == 422);
    CHECK_THAT(none.json()["detail"].get<std::string>(),
               ContainsSubstring("group.jpg: no face was found") && ContainsSubstring("500 x 400"));
    CHECK(learned.predict("align=maybe", jpeg_of(photographs::background(500, 400))).status == 400);
}
