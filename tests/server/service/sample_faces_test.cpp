// What a downloaded data set looks like, as a browser asks for it.
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/picture.hpp"
#include "tests/catch.hpp"
#include "tests/server/datasets/archive_writer.hpp"
#include "tests/server/datasets/file_server.hpp"
#include "tests/server/service/faces.hpp"
#include "tests/server/service/http_client.hpp"
#include "tests/server/service/running_server.hpp"
#include "tests/temporary_folder.hpp"

namespace {

/// A server that has downloaded an archive.
class Downloaded {
  public:
    explicit Downloaded(std::string archive) {
        ServedFile file;
        file.body = std::move(archive);
        source_.serve("/faces.tgz", file);
        server_.emplace(folder_ / "data",
                        std::vector<std::string>{"--dataset-url", source_.url("/faces.tgz")});
        REQUIRE(http_request("POST", server_->base() + "/cloudmesh/EigenfacesSVM/download_data").status ==
                200);
    }
    Answer faces(const std::string& query = "", const std::vector<std::string>& headers = {}) const {
        return http_get(server_->base() + "/cloudmesh/workspace/sample_faces.png" + query, headers);
    }

  private:
    TemporaryFolder folder_;
    FileServer source_;
    std::optional<RunningServer> server_;
};

eigenfaces::PictureSize size_of(const Answer& answer) {
    INFO(answer.body.substr(0, 300));
    REQUIRE(answer.status == 200);
    CHECK(answer.headers.at("content-type") == "image/png");
    const auto picture = eigenfaces::decode_picture(std::as_bytes(std::span(answer.body)));
    REQUIRE(picture);
    return picture->size;
}

}  // namespace

TEST_CASE("faces of the downloaded data set are a picture that a browser keeps") {
    const Downloaded server(small_faces().archive);
    const Answer all = server.faces();
    CHECK(size_of(all).width > size_of(server.faces("?count=1")).width);
    const Answer again = server.faces("", {"If-None-Match: " + all.headers.at("etag")});
    CHECK(again.status == 304);
    CHECK(again.body.empty());
    CHECK(server.faces("?count=0").status == 400);
    const Answer none = server.faces("?id=other");
    CHECK(none.status == 404);
    CHECK_THAT(none.json()["detail"].get<std::string>(), ContainsSubstring("call download_data first"));
}

TEST_CASE("of people whose pictures can't be decoded there are no sample faces") {
    const std::string& face = small_faces().picture;
    const auto archive = [&](const std::string& second) {
        return tar_gz_of({{"faces/Ada/1.jpg", face},
                          {"faces/Bob/1.jpg", second},
                          {"faces/Bob/2.jpg", face},
                          {"faces/Eve/1.jpg", face.substr(0, face.size() / 2)}});
    };
    const auto with_bob = size_of(Downloaded(archive(face)).faces());
    const auto without_bob = size_of(Downloaded(archive("no picture")).faces());
    // The heading makes the picture as wide; only Ada is on it.
    CHECK(with_bob == without_bob);
    CHECK(Downloaded(archive(face)).faces().body != Downloaded(archive("no picture")).faces().body);

    const Answer none =
        Downloaded(tar_gz_of({{"faces/Ada/1.jpg", "text"}, {"faces/Bob/1.jpg", "text"}})).faces();
    CHECK(none.status == 404);
    CHECK_THAT(none.json()["detail"].get<std::string>(), ContainsSubstring("can be decoded"));
}
