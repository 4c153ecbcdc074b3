// Pictures of a model, as a browser asks for them.
#include <optional>

#include "model/picture.hpp"
#include "tests/catch.hpp"
#include "tests/server/datasets/file_server.hpp"
#include "tests/server/service/faces.hpp"
#include "tests/server/service/http_client.hpp"
#include "tests/server/service/running_server.hpp"
#include "tests/temporary_folder.hpp"

namespace {

struct Trained {
    Trained() {
        ServedFile file;
        file.body = small_faces().archive;
        source.serve("/faces.tgz", file);
        server.emplace(folder / "data", std::vector<std::string>{"--dataset-url", source.url("/faces.tgz"),
                                                                 "--dataset-sha256", small_faces().sha256});
        for (const std::string& step :
             {std::string("download_data"),
              "train?min_faces_per_person=" + std::to_string(small_faces().min_faces)})
            REQUIRE(http_request("POST", server->base() + "/cloudmesh/EigenfacesSVM/" + step).status == 200);
    }
    std::string url(const std::string& picture) const {
        return server->base() + "/cloudmesh/models/current/" + picture;
    }
    TemporaryFolder folder;
    FileServer source;
    std::optional<RunningServer> server;
};

eigenfaces::PictureSize size_of(const Answer& answer) {
    INFO(answer.body.substr(0, 200));
    REQUIRE(answer.status == 200);
    CHECK(answer.headers.at("content-type") == "image/png");
    const auto picture = eigenfaces::decode_picture(std::as_bytes(std::span(answer.body)));
    REQUIRE(picture);
    return picture->size;
}

}  // namespace

TEST_CASE("each picture of a model is a PNG file that a browser keeps") {
    const Trained trained;
    for (const char* name : {"mean.png", "eigenfaces.png", "variance.png", "predictions.png", "confusion.png",
                             "reliability.png", "rebuilt.png"}) {
        INFO(name);
        const Answer picture = http_get(trained.url(name));
        CHECK(size_of(picture).width >= 400);
        const Answer again = http_get(trained.url(name), {"If-None-Match: " + picture.headers.at("etag")});
        CHECK(again.status == 304);
        CHECK(again.body.empty());
    }
    CHECK(size_of(http_get(trained.url("eigenfaces.png?count=1"))).height <
          size_of(http_get(trained.url("eigenfaces.png?count=12"))).height);
    CHECK(http_get(trained.url("rebuilt.png?count=1")).body !=
          http_get(trained.url("rebuilt.png?count=5")).body);
}

TEST_CASE("a picture that there is not is told with what there is") {
    const Trained trained;
    const Answer far = http_get(trained.url("eigenfaces.png?first=1800"));
    CHECK(far.status == 404);
    CHECK_THAT(far.json()["detail"].get<std::string>(), ContainsSubstring("the model has eigenfaces 1 to"));
    CHECK(http_get(trained.url("eigenfaces.png?count=0")).status == 400);
    CHECK(http_get(trained.url("rebuilt.png?face=500")).status == 404);
    CHECK(http_get(trained.server->base() + "/cloudmesh/models/7/mean.png").status == 404);
    CHECK(http_get(trained.server->base() + "/cloudmesh/models/current/mean.png?id=other").status == 404);
}
