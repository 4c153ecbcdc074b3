// The four steps as a user takes them, against the server as a process of its own.
#include <fstream>
#include <openssl/evp.h>

#include "tests/catch.hpp"
#include "tests/server/datasets/file_server.hpp"
#include "tests/server/service/faces.hpp"
#include "tests/server/service/http_client.hpp"
#include "tests/server/service/running_server.hpp"
#include "tests/temporary_folder.hpp"

namespace {

const std::string steps = "/cloudmesh/EigenfacesSVM";
const RequestHeaders as_json = {"Accept: application/json"};

/// A server whose default data set is served beside it.
struct Scene {
    explicit Scene(const Faces& given, std::vector<std::string> more_flags = {}) : faces(given) {
        ServedFile file;
        file.body = faces.archive;
        source.serve("/faces.tgz", file);
        std::vector<std::string> flags = {"--dataset-url", source.url("/faces.tgz"), "--dataset-sha256",
                                          faces.sha256};
        flags.insert(flags.end(), more_flags.begin(), more_flags.end());
        server.emplace(folder / "data", flags);
    }

    std::string url(const std::string& path) const { return server->base() + path; }
    Answer train(const RequestHeaders& headers = {}) const {
        return http_request(
            "POST", url(steps + "/train?min_faces_per_person=" + std::to_string(faces.min_faces)), headers);
    }
    Answer upload(const std::string& name, const std::string& bytes,
                  const RequestHeaders& headers = {}) const {
        return http_upload(url("/cloudmesh/upload"), {{"upload", name, bytes}}, headers);
    }
    /// Everything up to a trained model and an uploaded picture.
    void prepare() const {
        REQUIRE(http_request("POST", url(steps + "/download_data")).status == 200);
        REQUIRE(train().status == 200);
        REQUIRE(upload("me.jpg", faces.picture).status == 200);
    }

    const Faces& faces;
    TemporaryFolder folder;
    FileServer source;
    std::optional<RunningServer> server;
};

/// Checks that an answer is a problem of this status and gives it.
nlohmann::json problem(const Answer& answer, int status) {
    INFO(answer.body);
    CHECK(answer.status == status);
    CHECK(answer.headers.at("content-type") == "application/problem+json");
    auto json = answer.json();
    CHECK(json["status"] == status);
    CHECK(json["instance"] == answer.headers.at("x-request-id"));
    CHECK_FALSE(json["detail"].get<std::string>().empty());
    return json;
}

std::string detail(const Answer& answer, int status) {
    return problem(answer, status)["detail"];
}

std::string base64(const std::string& bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3), '\0');
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                    reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    return text;
}

}  // namespace

TEST_CASE("from nothing to a name, in text", "[flow]") {
    const Scene scene(faces());
    const Answer downloaded = http_get(scene.url(steps + "/download_data"));
    REQUIRE(downloaded.status == 200);
    CHECK(downloaded.headers.at("content-type").starts_with("text/plain"));
    CHECK_THAT(downloaded.body, ContainsSubstring("Data downloaded to " + (scene.folder / "data").string()));
    CHECK(downloaded.headers.at("deprecation") == "true");

    // A second call has nothing to fetch.
    const auto fetched = scene.source.requests("/faces.tgz").size();
    CHECK(http_get(scene.url(steps + "/download_data")).body == downloaded.body);
    CHECK(scene.source.requests("/faces.tgz").size() == fetched);

    const Answer trained = scene.train();
    REQUIRE(trained.status == 200);
    CHECK_THAT(trained.body,
               ContainsSubstring("n_samples: " + std::to_string(scene.faces.pictures) +
                                 "\nn_features: 1850\nn_classes: " + std::to_string(scene.faces.people)));
    CHECK_THAT(trained.body, ContainsSubstring("Best estimator found by grid search:\nSVC(C="));
    CHECK_THAT(trained.body, ContainsSubstring("precision    recall  f1-score   support"));
    CHECK_THAT(trained.headers.at("server-timing"), ContainsSubstring("handler;dur="));

    const Answer uploaded = scene.upload("me.jpg", scene.faces.picture);
    REQUIRE(uploaded.status == 200);
    CHECK(uploaded.body == "me.jpg");

    const std::string name = "'" + scene.faces.person + "'";
    CHECK(http_get(scene.url(steps + "/predict?image_file_paths=me.jpg")).body == '[' + name + ']');
    // As the clients guess it: the path of another machine, and lists with and without encoding.
    CHECK(http_get(scene.url(steps + "/predict?image_file_paths=%2Fhome%2Fme%2Fme.jpg")).body ==
          '[' + name + ']');
    CHECK(http_get(scene.url(steps + "/predict?image_file_paths=me.jpg,me.jpg")).body ==
          '[' + name + ' ' + name + ']');
    CHECK(http_get(scene.url(steps + "/predict?image_file_paths=me.jpg%2Cme.jpg")).body ==
          '[' + name + ' ' + name + ']');
    // The picture in the request.
    CHECK(http_upload(scene.url(steps + "/predict"), {{"pictures", "a.jpg", scene.faces.picture}}).body ==
          '[' + name + ']');
}

TEST_CASE("from nothing to a name, in JSON", "[flow]") {
    const Scene scene(faces());
    const auto data_set = http_request("POST", scene.url(steps + "/download_data"), as_json).json();
    CHECK(data_set["workspace"] == "default");
    CHECK(data_set["sha256"] == scene.faces.sha256);
    CHECK(data_set["people"] == scene.faces.people);
    CHECK(data_set["files"] == scene.faces.pictures);
    CHECK(data_set["downloaded"] == true);
    CHECK(http_request("POST", scene.url(steps + "/download_data"), as_json).json()["downloaded"] == false);

    const auto report = scene.train(as_json).json();
    CHECK(report["version"] == 1);
    CHECK(report["n_samples"] == scene.faces.pictures);
    CHECK(report["n_features"] == 1850);
    CHECK(report["n_classes"] == scene.faces.people);
    CHECK(report["confusion_matrix"].size() == scene.faces.people);
    CHECK(report["classes"].size() == scene.faces.people);
    if (scene.faces.real) {
        CHECK(report["best_params"]["C"] == 1000);
        CHECK(report["best_params"]["gamma"] == 0.005);
        CHECK(report["test_accuracy"].get<double>() == Approx(0.8571).margin(0.01));
    }

    const auto upload = scene.upload("/somewhere/me.jpg", scene.faces.picture, as_json).json();
    CHECK(upload["file_name"] == "me.jpg");
    CHECK(upload["media_type"] == "image/jpeg");
    CHECK(upload["width"] == 250);
    CHECK(upload["bytes"] == scene.faces.picture.size());

    const auto predictions = http_get(scene.url(steps + "/predict?image_file_paths=me.jpg"), as_json).json();
    CHECK(predictions["model_version"] == 1);
    CHECK(predictions["predictions"][0]["image"] == "me.jpg");
    CHECK(predictions["predictions"][0]["name"] == scene.faces.person);
    CHECK(predictions["predictions"][0]["votes"] == scene.faces.people - 1);
}

TEST_CASE("a prediction tells how sure it is, and says unknown where it is asked to", "[flow]") {
    const Scene scene(small_faces());
    scene.prepare();
    const std::string predict = steps + "/predict?image_file_paths=me.jpg";
    const auto face = http_get(scene.url(predict), as_json).json()["predictions"][0];
    CHECK(face["name"] == scene.faces.person);
    CHECK(face["known"].is_boolean());
    CHECK(face["probabilities"].size() == scene.faces.people);
    CHECK(face["probabilities"][scene.faces.person] == face["probability"]);
    double sum = 0;
    for (const auto& probability : face["probabilities"])
        sum += probability.get<double>();
    CHECK(sum == Approx(1));

    REQUIRE(face["candidates"].size() == std::min<std::size_t>(5, scene.faces.people));
    CHECK(face["candidates"][0]["name"] == face["name"]);
    CHECK(face["candidates"][0]["probability"] == face["probability"]);
    CHECK(face["margin"].get<double>() ==
          Approx(face["probability"].get<double>() - face["candidates"][1]["probability"].get<double>()));
    const auto one = http_get(scene.url(predict + "&top=1"), as_json).json()["predictions"][0];
    CHECK(one["candidates"].size() == 1);
    CHECK(one["margin"] == face["margin"]);
    CHECK(http_get(scene.url(predict + "&top=0")).status == 400);

    const auto lenient =
        http_get(scene.url(predict + "&min_match_probability=0"), as_json).json()["predictions"][0];
    CHECK(lenient["known"] == true);
    const auto strict =
        http_get(scene.url(predict + "&min_match_probability=1"), as_json).json()["predictions"][0];
    CHECK(strict["name"] == scene.faces.person);
    CHECK(strict["known"] == false);
    const auto unknown = http_get(scene.url(predict + "&min_match_probability=1&unknown=true"), as_json)
                             .json()["predictions"][0];
    CHECK(unknown["name"] == "unknown");
    CHECK(unknown["known"] == false);
    CHECK(unknown["probability"] == face["probability"]);
    CHECK(http_get(scene.url(predict + "&min_match_probability=1&unknown=true")).body == "['unknown']");
    CHECK(http_get(scene.url(predict + "&min_match_probability=0&unknown=true")).body ==
          "['" + scene.faces.person + "']");
    const Answer refused = http_get(scene.url(predict + "&min_match_probability=1.5"));
    CHECK(refused.status == 400);
    CHECK_THAT(refused.body, ContainsSubstring("min_match_probability"));
}

TEST_CASE("a picture may be a file of a form, the body itself, or Base64 in JSON", "[flow]") {
    const Scene scene(small_faces());
    scene.prepare();
    const std::string url = scene.url(steps + "/predict");
    const std::string& picture = scene.faces.picture;
    const Answer form = http_upload(url, {{"pictures", "a.jpg", picture}}, as_json);
    REQUIRE(form.status == 200);
    const auto expected = form.json()["predictions"][0]["probabilities"];

    const auto as = [](const std::string& media_type) {
        return std::vector<std::string>{"Accept: application/json", "Content-Type: " + media_type};
    };
    const Answer raw = http_request("POST", url, as("image/jpeg"), picture);
    INFO(raw.body);
    REQUIRE(raw.status == 200);
    CHECK(raw.json()["predictions"][0]["image"] == "picture");
    CHECK(raw.json()["predictions"][0]["probabilities"] == expected);

    const nlohmann::json pictures = {
        {"pictures", {{{"name", "b.jpg"}, {"data", base64(picture)}}, {{"data", base64(picture)}}}}};
    const Answer json = http_request("POST", url, as("application/json"), pictures.dump());
    INFO(json.body);
    REQUIRE(json.status == 200);
    REQUIRE(json.json()["predictions"].size() == 2);
    CHECK(json.json()["predictions"][0]["image"] == "b.jpg");
    CHECK(json.json()["predictions"][1]["image"] == "picture");
    CHECK(json.json()["predictions"][1]["probabilities"][scene.faces.person].get<double>() ==
          Approx(expected[scene.faces.person].get<double>()).margin(1e-6));

    CHECK(http_request("POST", url, as("image/png"), "GIF89a").status == 415);
    CHECK(http_request("POST", url, as("application/json"), R"({"pictures": [{"data": "no base64"}]})")
              .status == 422);
    CHECK(http_request("POST", url, as("application/json"), R"({"pictures": []})").status == 422);
    CHECK(http_request("POST", url, as("text/plain"), picture).status == 415);
}

TEST_CASE("many pictures at once are named as each alone", "[flow]") {
    const Scene scene(small_faces());
    scene.prepare();
    const std::string predict = steps + "/predict?image_file_paths=me.jpg";
    const auto alone = http_get(scene.url(predict), as_json).json()["predictions"][0];
    const auto together = http_get(scene.url(predict + ",me.jpg,me.jpg"), as_json).json()["predictions"];
    REQUIRE(together.size() == 3);
    for (const auto& face : together) {
        CHECK(face["name"] == alone["name"]);
        CHECK(face["votes"] == alone["votes"]);
        CHECK(face["probability"].get<double>() == Approx(alone["probability"].get<double>()).margin(1e-6));
    }
}

TEST_CASE("the cloud function names do the same, one workspace per id, and tell their time", "[flow]") {
    const Scene scene(small_faces());
    const std::string timing = "\n# csv,timer,status,time,sum,start,tag";
    const Answer downloaded = http_get(scene.url("/eigenfaces_download_data_http?id=7"));
    CHECK_THAT(downloaded.body, ContainsSubstring("Data downloaded as "));
    CHECK_THAT(downloaded.body, ContainsSubstring(timing));
    const Answer trained = http_get(scene.url("/eigenfaces_train_http?id=7&min_faces_per_person=12"));
    CHECK_THAT(trained.body, ContainsSubstring("Total dataset size"));
    CHECK_THAT(trained.body, ContainsSubstring("# csv,train_server,ok,"));
    const Answer uploaded = http_upload(scene.url("/eigenfaces_upload_http?id=7"),
                                        {{"example_image.jpg", "other.jpg", scene.faces.picture}});
    CHECK_THAT(uploaded.body, ContainsSubstring("File example_image.jpg uploaded"));
    const Answer predicted = http_get(scene.url("/eigenfaces_predict_http?id=7"));
    CHECK_THAT(predicted.body, ContainsSubstring("['" + scene.faces.person + "']" + timing));
    // The default workspace knows nothing of workspace 7.
    CHECK_THAT(detail(http_get(scene.url("/eigenfaces_predict_http")), 404),
               ContainsSubstring("'default' has no model"));
    // Two parts are one too many.
    problem(http_upload(scene.url("/eigenfaces_upload_http?id=7"),
                        {{"a.jpg", "a.jpg", "x"}, {"b.jpg", "b.jpg", "x"}}),
            422);
}

TEST_CASE("what is missing is said by name", "[flow]") {
    const Scene scene(small_faces());
    CHECK_THAT(detail(http_request("POST", scene.url(steps + "/train")), 404),
               ContainsSubstring("call download_data first"));
    CHECK_THAT(detail(http_get(scene.url(steps + "/predict?image_file_paths=a.jpg")), 404),
               ContainsSubstring("call train first"));
    scene.prepare();
    CHECK_THAT(detail(http_get(scene.url(steps + "/predict?image_file_paths=me.jpg,you.jpg")), 404),
               ContainsSubstring("'you.jpg'"));
    CHECK_THAT(detail(http_get(scene.url(steps + "/predict?image_file_paths=..%2F..%2Fdata_set.json")), 404),
               ContainsSubstring("no uploaded picture"));
    CHECK_THAT(detail(http_request("POST", scene.url(steps + "/train?min_faces_per_person=1000")), 422),
               ContainsSubstring("1000"));
}

TEST_CASE("requests that break the contract are refused with all that is wrong with them", "[flow]") {
    const Scene scene(small_faces());
    const auto bad =
        problem(http_get(scene.url(steps + "/train?id=a%2Fb&min_faces_per_person=0&colour=red")), 400);
    CHECK(bad["errors"].size() == 3);
    const auto dots = problem(http_get(scene.url(steps + "/train?id=..")), 400);
    CHECK(dots["errors"][0]["parameter"] == "id");
    problem(http_get(scene.url(steps + "/predict")), 400);
    problem(http_get(scene.url("/cloudmesh/nowhere")), 404);
    const Answer wrong_method = http_request("DELETE", scene.url(steps + "/train"));
    problem(wrong_method, 405);
    CHECK(wrong_method.headers.at("allow") == "GET, HEAD, OPTIONS, POST");
    problem(http_get(scene.url(steps + "/train"), {"Accept: image/png"}), 406);
    problem(http_request("POST", scene.url("/cloudmesh/upload"), {"Content-Type: text/plain"}, "x"), 415);
    problem(http_upload(scene.url("/cloudmesh/upload"), {{"other", "a.jpg", scene.faces.picture}}), 422);
    CHECK_THAT(detail(http_get(scene.url(steps + "/download_data?sha256=" + std::string(64, 'a'))), 400),
               ContainsSubstring("url"));
    CHECK_THAT(detail(http_get(scene.url(steps + "/download_data?url=http://169.254.169.254/latest")), 403),
               ContainsSubstring("is not allowed"));
    CHECK_THAT(detail(http_get(scene.url(steps + "/download_data?url=file:///etc/passwd")), 403),
               ContainsSubstring("is not allowed"));
}

// Prism 5.16 ends when a part of a form has no Content-Type.
TEST_CASE("what is not a picture is refused and leaves nothing behind", "[flow][beyond prism]") {
    const Scene scene(small_faces(), {"--max-body", "1MB", "--max-pixels", "100000"});
    const std::string& picture = scene.faces.picture;
    problem(scene.upload("a.jpg", "this is no picture"), 415);
    problem(scene.upload("a.jpg", ""), 415);
    problem(scene.upload("a.jpg", picture.substr(0, picture.size() / 2)), 422);
    problem(scene.upload("", picture), 400);
    problem(scene.upload("..", picture), 400);
    CHECK_THAT(detail(scene.upload("a.jpg", std::string(2UL << 20U, 'x')), 413),
               ContainsSubstring("1048576"));
    CHECK_FALSE(std::filesystem::exists(scene.folder / "data" / "workspaces" / "default" / "uploads"));
    // Content decides, not the name.
    CHECK(scene.upload("a.png", picture, as_json).json()["media_type"] == "image/jpeg");
}

TEST_CASE("a damaged model file is a clear 503, and training again mends it", "[flow]") {
    const Scene scene(small_faces());
    scene.prepare();
    const auto file = scene.folder / "data" / "workspaces" / "default" / "models" / "1.eigenfaces";
    const std::string whole = contents_of(file);
    for (const std::size_t size : {whole.size() / 2, std::size_t{10}, std::size_t{0}}) {
        INFO(size);
        std::filesystem::resize_file(file, size);
        CHECK_THAT(detail(http_get(scene.url(steps + "/predict?image_file_paths=me.jpg")), 503),
                   ContainsSubstring("train again"));
    }
    std::string changed = whole;
    changed[changed.size() / 2] = static_cast<char>(changed[changed.size() / 2] ^ 1);
    put_file(file, changed);
    problem(http_get(scene.url(steps + "/predict?image_file_paths=me.jpg")), 503);
    CHECK(http_get(scene.url("/livez")).body == "ok");

    REQUIRE(scene.train().status == 200);
    CHECK(http_get(scene.url(steps + "/predict?image_file_paths=me.jpg")).status == 200);
}

TEST_CASE("an allowed prefix without a port allows no port", "[flow]") {
    const Scene scene(small_faces(), {"--allow-dataset-url", "http://127.0.0.1"});
    scene.prepare();
    problem(http_get(scene.url(steps + "/download_data?url=" + scene.source.url("/missing.tgz"))), 403);
}

TEST_CASE("an allowed source that fails is named, and the data set in use stays", "[flow]") {
    FileServer other;
    ServedFile good;
    good.body = small_faces().archive;
    other.serve("/good.tgz", good);
    ServedFile bad;
    bad.body = "not an archive";
    other.serve("/bad.tgz", bad);
    const Scene scene(small_faces(), {"--allow-dataset-url", other.url("/")});
    scene.prepare();
    const std::string download = steps + "/download_data?url=";
    CHECK_THAT(detail(http_get(scene.url(download + other.url("/missing.tgz"))), 502),
               ContainsSubstring("404"));
    problem(http_get(scene.url(download + other.url("/bad.tgz"))), 422);
    problem(http_get(scene.url(download + other.url("/good.tgz") + "&sha256=" + std::string(64, '0'))), 422);
    REQUIRE(scene.train().status == 200);  // the old one is there
    CHECK(http_get(scene.url(download + other.url("/good.tgz") + "&id=other")).status == 200);
}

// The document does not speak of itself and the UI, and Prism follows redirections.
TEST_CASE("the document and the UI are served by the server itself", "[flow][beyond prism]") {
    const Scene scene(small_faces());
    const Answer page = http_get(scene.url("/"));
    CHECK(page.headers.at("content-type") == "text/html; charset=utf-8");
    CHECK_THAT(page.body, ContainsSubstring("/workbench/workbench.js"));
    CHECK_THAT(page.headers.at("content-security-policy"),
               ContainsSubstring("default-src 'self'") && !ContainsSubstring("unsafe"));
    CHECK(http_get(scene.url("/"), {"If-None-Match: " + page.headers.at("etag")}).status == 304);
    CHECK(http_get(scene.url("/workbench/api.js")).status == 200);
    CHECK(http_get(scene.url("/cloudmesh")).headers.at("location") == "/cloudmesh/ui/");
    CHECK_THAT(http_get(scene.url("/cloudmesh/ui/")).body, ContainsSubstring("swagger-ui"));
    CHECK(http_get(scene.url("/cloudmesh/openapi.json")).json()["openapi"] == "3.0.3");
    CHECK(http_get(scene.url("/cloudmesh/openapi.yaml")).body ==
          contents_of(std::filesystem::path(GASWORKS_SOURCE_DIR) / "openapi.yaml"));
    CHECK(http_get(scene.url("/openapi.json")).status == 200);
    CHECK(http_get(scene.url("/livez")).body == "ok");
    CHECK(http_get(scene.url("/readyz")).body == "ok");
}
