// What trainings leave behind: listed, described, chosen, taken along, taken over, deleted.
#include <optional>

#include "tests/catch.hpp"
#include "tests/server/datasets/file_server.hpp"
#include "tests/server/service/faces.hpp"
#include "tests/server/service/http_client.hpp"
#include "tests/server/service/running_server.hpp"
#include "tests/temporary_folder.hpp"

namespace {

const std::string steps = "/cloudmesh/EigenfacesSVM";

/// A server with the small faces at hand.
struct Trainable {
    Trainable() {
        ServedFile file;
        file.body = faces.archive;
        source.serve("/faces.tgz", file);
        server.emplace(folder / "data", std::vector<std::string>{"--dataset-url", source.url("/faces.tgz"),
                                                                 "--dataset-sha256", faces.sha256});
    }
    Answer request(const std::string& method, const std::string& path, const RequestHeaders& headers = {},
                   const std::string& body = "") const {
        return http_request(method, server->base() + "/cloudmesh" + path, headers, body);
    }
    Answer get(const std::string& path, const RequestHeaders& headers = {}) const {
        return http_get(server->base() + "/cloudmesh" + path, headers);
    }
    nlohmann::json train(const std::string& id, const std::string& parameters = "") const {
        if (http_request("POST", server->base() + steps + "/download_data?id=" + id).status != 200)
            throw std::runtime_error("no data set");
        const Answer answer =
            http_request("POST",
                         server->base() + steps + "/train?id=" + id +
                             "&min_faces_per_person=" + std::to_string(faces.min_faces) + parameters,
                         {"Accept: application/json"});
        INFO(answer.body);
        REQUIRE(answer.status == 200);
        return answer.json();
    }
    Answer choose(const std::string& id, int version) const {
        return request("PUT", "/current_model?id=" + id, {"Content-Type: application/json"},
                       nlohmann::json{{"version", version}}.dump());
    }

    const Faces& faces = small_faces();
    TemporaryFolder folder;
    FileServer source;
    std::optional<RunningServer> server;
};

std::string detail(const Answer& answer, int status) {
    INFO(answer.body);
    CHECK(answer.status == status);
    CHECK(answer.headers.at("content-type") == "application/problem+json");
    return answer.json()["detail"];
}

const RequestHeaders binary = {"Content-Type: application/octet-stream"};

}  // namespace

TEST_CASE("models are listed with how they were made, the newest first") {
    const Trainable here;
    CHECK(here.get("/models?id=a").json()["models"].empty());
    here.train("a");
    const auto second =
        here.train("a", "&n_components=3&test_size=0.5&random_state=7&cv=2&C=10,1000&gamma=0.01");
    const auto list = here.get("/models?id=a").json();
    CHECK(list["workspace"] == "a");
    REQUIRE(list["models"].size() == 2);
    CHECK(list["models"][0]["version"] == 2);
    CHECK(list["models"][0]["current"] == true);
    CHECK(list["models"][0]["n_components"] == 3);
    CHECK(list["models"][1]["current"] == false);
    CHECK(list["models"][0]["data_set_digest"] == list["models"][1]["data_set_digest"]);

    const auto model = here.get("/models/current?id=a").json();
    CHECK(model["version"] == 2);
    CHECK(model["parameters"]["test_size"] == 0.5);
    CHECK(model["parameters"]["random_state"] == 7);
    CHECK(model["parameters"]["cv"] == 2);
    CHECK(model["evaluation"] == second);
    const double C = model["evaluation"]["best_params"]["C"];
    CHECK((C == 10 || C == 1000));
    CHECK(model["evaluation"]["best_params"]["gamma"] == 0.01);
    CHECK(here.get("/models/1?id=a").json()["version"] == 1);
}

TEST_CASE("training parameters outside of what is allowed are refused by name") {
    const Trainable here;
    for (const std::string wrong :
         {"test_size=0", "test_size=1", "random_state=-1", "random_state=4294967296", "cv=1", "C=0",
          "C=", "gamma=1,2,3,4,5,6,7,8,9,10,11", "gamma=x"}) {
        const Answer answer = http_request("POST", here.server->base() + steps + "/train?" + wrong);
        INFO(wrong << ": " << answer.body);
        CHECK(answer.status == 400);
        CHECK_THAT(answer.body, ContainsSubstring(wrong.substr(0, wrong.find('='))));
    }
}

TEST_CASE("an earlier model is used again, and predictions say so") {
    const Trainable here;
    here.train("a");
    here.train("a");
    REQUIRE(http_upload(here.server->base() + "/cloudmesh/upload?id=a",
                        {{"upload", "me.jpg", here.faces.picture}})
                .status == 200);
    const auto version = [&] {
        return here.get("/EigenfacesSVM/predict?id=a&image_file_paths=me.jpg", {"Accept: application/json"})
            .json()["model_version"];
    };
    CHECK(version() == 2);
    const Answer chosen = here.choose("a", 1);
    CHECK(chosen.status == 200);
    CHECK(chosen.json()["current"] == true);
    CHECK(version() == 1);
    CHECK(here.get("/models/current?id=a").json()["version"] == 1);
    here.train("a");
    CHECK(version() == 3);
    CHECK_THAT(detail(here.choose("a", 9), 404), ContainsSubstring("it has 1, 2 and 3"));
    CHECK_THAT(detail(here.choose("b", 1), 404), ContainsSubstring("no model yet"));
    CHECK(here.request("PUT", "/current_model?id=a", {"Content-Type: application/json"}, "{}").status == 422);
}

TEST_CASE("a model is taken along to another workspace, and gives the same names") {
    const Trainable here;
    here.train("a");
    const Answer file = here.get("/models/current/file?id=a");
    CHECK(file.status == 200);
    CHECK(file.headers.at("content-type") == "application/octet-stream");
    CHECK_THAT(file.headers.at("content-disposition"), ContainsSubstring("a-1.eigenfaces"));
    const std::string tag = file.headers.at("etag");
    CHECK(here.get("/models/1/file?id=a", {"If-None-Match: " + tag}).status == 304);
    CHECK(here.get("/models/1/file?id=a", {"If-None-Match: \"other\""}).body == file.body);

    const Answer stored = here.request("POST", "/models?id=b", binary, file.body);
    CHECK(stored.status == 201);
    CHECK(stored.json()["current"] == true);
    CHECK(http_get(here.server->base() + stored.headers.at("location")).json()["people"] ==
          here.get("/models/1?id=a").json()["people"]);
    for (const char* id : {"a", "b"}) {
        REQUIRE(http_upload(here.server->base() + "/cloudmesh/upload?id=" + id,
                            {{"upload", "me.jpg", here.faces.picture}})
                    .status == 200);
    }
    const auto named = [&](const std::string& id) {
        return here
            .get("/EigenfacesSVM/predict?image_file_paths=me.jpg&id=" + id, {"Accept: application/json"})
            .json()["predictions"];
    };
    CHECK(named("a") == named("b"));
}

TEST_CASE("a model leaves as ONNX, and comes back as it was") {
    const Trainable scene;
    scene.train("a");
    const Answer onnx = scene.get("/models/current/model.onnx?id=a");
    REQUIRE(onnx.status == 200);
    CHECK_THAT(onnx.headers.at("content-disposition"), ContainsSubstring("a-1.onnx"));
    CHECK(
        scene.get("/models/current/model.onnx?id=a", {"If-None-Match: " + onnx.headers.at("etag")}).status ==
        304);
    const Answer imported = scene.request("POST", "/models?id=b", binary, onnx.body);
    INFO(imported.body);
    REQUIRE(imported.status == 201);
    CHECK(scene.get("/models/current/file?id=b").body == scene.get("/models/current/file?id=a").body);
    CHECK_THAT(detail(scene.request("POST", "/models?id=b", binary, onnx.body.substr(0, 1000)), 415),
               ContainsSubstring("ONNX"));
    CHECK(scene.get("/models/7/model.onnx?id=a").status == 404);
}

TEST_CASE("what is no model, or a damaged one, is not taken") {
    const Trainable here;
    here.train("a");
    std::string file = here.get("/models/1/file?id=a").body;
    CHECK_THAT(detail(here.request("POST", "/models?id=b", binary, "GIF89a"), 415),
               !ContainsSubstring("stored"));
    file[file.size() / 2] = static_cast<char>(file[file.size() / 2] ^ 1);
    detail(here.request("POST", "/models?id=b", binary, file), 422);
    detail(here.request("POST", "/models?id=b", binary, file.substr(0, file.size() / 2)), 422);
    CHECK(here.request("POST", "/models?id=b", {"Content-Type: text/plain"}, file).status == 415);
    CHECK(here.get("/models?id=b").json()["models"].empty());
    CHECK_FALSE(std::filesystem::exists(here.folder / "data" / "workspaces" / "b"));

    // A stored one that was damaged is listed with what is wrong with it.
    put_file(here.folder / "data" / "workspaces" / "a" / "models" / "2.eigenfaces", file);
    const auto list = here.get("/models?id=a").json()["models"];
    CHECK(list[0].contains("problem"));
    CHECK_FALSE(list[1].contains("problem"));
    detail(here.get("/models/2?id=a"), 422);
    CHECK(here.choose("a", 1).status == 200);
    detail(here.choose("a", 2), 422);
}

TEST_CASE("a model is deleted for good, but not from under the predictions") {
    const Trainable here;
    here.train("a");
    here.train("a");
    CHECK_THAT(detail(here.request("DELETE", "/models/2?id=a"), 409), ContainsSubstring("choose another"));
    CHECK(here.request("DELETE", "/models/1?id=a").status == 204);
    CHECK_THAT(detail(here.request("DELETE", "/models/1?id=a"), 404), ContainsSubstring("it has 2"));
    CHECK(here.request("DELETE", "/models/current?id=a").status == 204);
    CHECK(here.get("/models?id=a").json()["models"].empty());
    CHECK_THAT(detail(here.get("/EigenfacesSVM/predict?id=a&image_file_paths=x.jpg"), 404),
               ContainsSubstring("no model yet"));
    CHECK(here.train("a")["version"] == 3);
}
