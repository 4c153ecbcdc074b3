// What an operator may limit, and what a client is told who comes to the limit.
#include <chrono>
#include <fstream>
#include <future>
#include <optional>

#include "tests/catch.hpp"
#include "tests/server/datasets/file_server.hpp"
#include "tests/server/metrics/exposition_check.hpp"
#include "tests/server/service/faces.hpp"
#include "tests/server/service/http_client.hpp"
#include "tests/server/service/patience.hpp"
#include "tests/server/service/running_server.hpp"
#include "tests/temporary_folder.hpp"

namespace {

const std::string steps = "/cloudmesh/EigenfacesSVM";

/// A server whose default data set is served beside it.
struct Limited {
    explicit Limited(const Faces& given, std::vector<std::string> flags) : faces(given) {
        ServedFile file;
        file.body = faces.archive;
        source.serve("/faces.tgz", file);
        flags.insert(flags.end(),
                     {"--dataset-url", source.url("/faces.tgz"), "--dataset-sha256", faces.sha256});
        server.emplace(folder / "data", flags);
    }
    Answer upload(const std::string& id, const std::string& name) const {
        return http_upload(server->base() + "/cloudmesh/upload?id=" + id, {{"upload", name, faces.picture}});
    }
    Answer post(const std::string& step, const std::string& id) const {
        return http_request(
            "POST", server->base() + steps + step + "?id=" + id +
                        (step == "/train" ? "&min_faces_per_person=" + std::to_string(faces.min_faces) : ""));
    }
    Samples metrics() const { return read_exposition(http_get(server->base() + "/metrics").body); }

    const Faces& faces;
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

}  // namespace

TEST_CASE("a workspace has so many uploads and no more, and one of them can be replaced") {
    const Limited limited(small_faces(), {"--max-uploads", "2"});
    CHECK(limited.upload("a", "1.jpg").status == 200);
    CHECK(limited.upload("a", "2.jpg").status == 200);
    CHECK_THAT(detail(limited.upload("a", "3.jpg"), 507), ContainsSubstring("--max-uploads"));
    CHECK(limited.upload("a", "2.jpg").status == 200);
    CHECK(limited.upload("b", "1.jpg").status == 200);
}

TEST_CASE("the uploads of a workspace have so many bytes and no more") {
    const std::size_t size = small_faces().picture.size();
    const Limited limited(small_faces(), {"--max-upload-bytes", std::to_string(2 * size + 1)});
    CHECK(limited.upload("a", "1.jpg").status == 200);
    CHECK(limited.upload("a", "2.jpg").status == 200);
    const std::string text = detail(limited.upload("a", "3.jpg"), 507);
    CHECK_THAT(text, ContainsSubstring("--max-upload-bytes"));
    CHECK_THAT(text, ContainsSubstring(std::to_string(2 * size)));
}

TEST_CASE("there are so many workspaces and no more, by upload or by download") {
    const Limited limited(small_faces(), {"--max-workspaces", "2"});
    CHECK(limited.upload("a", "1.jpg").status == 200);
    CHECK(limited.post("/download_data", "b").status == 200);
    const auto fetched = limited.source.requests("/faces.tgz").size();
    CHECK_THAT(detail(limited.upload("c", "1.jpg"), 507), ContainsSubstring("--max-workspaces"));
    CHECK_THAT(detail(limited.post("/download_data", "c"), 507), ContainsSubstring("--max-workspaces"));
    CHECK(limited.source.requests("/faces.tgz").size() == fetched);
    CHECK(names_in(limited.folder / "data" / "workspaces") == std::vector<std::string>{"a", "b"});
    CHECK(limited.post("/download_data", "a").status == 200);
}

TEST_CASE("a training that takes too long is stopped, and the next may try") {
    const Limited limited(faces(), {"--max-training-time", "0.001"});
    REQUIRE(limited.post("/download_data", "a").status == 200);
    for (int i = 0; i < 2; ++i) {
        const Answer answer = limited.post("/train", "a");
        CHECK_THAT(detail(answer, 503), ContainsSubstring("--max-training-time"));
        CHECK(answer.headers.contains("retry-after"));
    }
    CHECK(limited.metrics().at(R"(eigenfaces_trainings_total{result="too_long"})") == 2);
    CHECK(limited.metrics().at("eigenfaces_trainings_running") == 0);
}

TEST_CASE("there are so many trainings at once and no more; a workspace's own comes first in what is said") {
    const Limited limited(faces(), {"--max-trainings", "1"});
    REQUIRE(limited.post("/download_data", "a").status == 200);
    REQUIRE(limited.post("/download_data", "b").status == 200);
    const auto train_beside = [&](const std::string& id) {
        // Again where the first training was over before the second one came.
        Answer beside;
        do {
            auto first = std::async(std::launch::async, [&] { return limited.post("/train", "a"); });
            while (first.wait_for(std::chrono::milliseconds(1)) == std::future_status::timeout &&
                   limited.metrics().at("eigenfaces_trainings_running") == 0) {
            }
            beside = limited.post("/train", id);
            CHECK(first.get().status == 200);
        } while (beside.status == 200);
        return beside;
    };
    const Answer refused = train_beside("b");
    CHECK_THAT(detail(refused, 503), ContainsSubstring("--max-trainings"));
    CHECK(refused.headers.contains("retry-after"));
    CHECK_THAT(detail(train_beside("a"), 409), ContainsSubstring("training already"));
    CHECK(limited.post("/train", "b").status == 200);
}

TEST_CASE("a training is served although downloads that do not go on are many") {
    FileServer slow;
    const Limited limited(small_faces(), {"--max-trainings", "1", "--allow-dataset-url", slow.url("/")});
    REQUIRE(limited.post("/download_data", "a").status == 200);
    ServedFile file;
    file.body = small_faces().archive;
    file.stall_after = 1000;
    std::vector<std::future<Answer>> downloads;
    for (const char* id : {"x", "y", "z"}) {
        slow.serve("/" + std::string(id) + ".tgz", file);
        downloads.push_back(std::async(std::launch::async, [&, id] {
            return http_request("POST", limited.server->base() + steps + "/download_data?id=" + id +
                                            "&url=" + slow.url("/" + std::string(id) + ".tgz"));
        }));
    }
    CHECK(limited.post("/train", "a").status == 200);
    for (const char* id : {"x", "y", "z"}) {
        const std::string jobs = limited.server->base() + "/cloudmesh/jobs";
        nlohmann::json running;
        for (const auto deadline = std::chrono::steady_clock::now() + patience;
             running.empty() && std::chrono::steady_clock::now() < deadline;)
            running = http_get(jobs + "?id=" + id).json().at("jobs");
        REQUIRE(running.size() == 1);
        CHECK(http_request("DELETE", jobs + "/" + running[0].at("id").get<std::string>()).status == 202);
    }
    for (auto& download : downloads)
        CHECK(download.get().status == 409);
}

TEST_CASE("a download that takes too long is stopped") {
    ServedFile file;
    file.body = small_faces().archive;
    file.stall_after = 1000;
    FileServer source;
    source.serve("/faces.tgz", file);
    const TemporaryFolder folder;
    const RunningServer server(
        folder / "data", {"--dataset-url", source.url("/faces.tgz"), "--dataset-sha256", small_faces().sha256,
                          "--max-download-time", "0.2"});
    const Answer answer = http_request("POST", server.base() + steps + "/download_data");
    CHECK_THAT(detail(answer, 503), ContainsSubstring("--max-download-time"));
}

TEST_CASE("the default data set is downloaded once, whatever digest a request names") {
    const Limited limited(small_faces(), {});
    const Answer other = http_request("POST", limited.server->base() + steps +
                                                  "/download_data?sha256=" + std::string(64, 'a') +
                                                  "&url=" + limited.source.url("/faces.tgz"));
    CHECK_THAT(detail(other, 400), ContainsSubstring(small_faces().sha256));
    CHECK(names_in(limited.folder / "data/downloads").empty());
    CHECK(limited.post("/download_data", "a").status == 200);
}

TEST_CASE("a disk with less space than shall be free takes nothing more") {
    const TemporaryFolder folder;
    const auto flags = [&](const std::string& free) {
        return std::vector<std::string>{"--dataset-url",    "file://" + (folder / "faces.tgz").string(),
                                        "--dataset-sha256", small_faces().sha256,
                                        "--min-free-space", free};
    };
    std::ofstream(folder / "faces.tgz", std::ios::binary) << small_faces().archive;
    {
        const RunningServer server(folder / "data", flags("1"));
        REQUIRE(http_request("POST", server.base() + steps + "/download_data").status == 200);
    }
    const RunningServer server(folder / "data", flags("9000000000000000000"));
    const std::string upload = server.base() + "/cloudmesh/upload";
    const std::string train = "/train?min_faces_per_person=" + std::to_string(small_faces().min_faces);
    for (const Answer& answer : {http_upload(upload, {{"upload", "1.jpg", small_faces().picture}}),
                                 http_request("POST", server.base() + steps + "/download_data?id=other"),
                                 http_request("POST", server.base() + steps + train)}) {
        CHECK_THAT(detail(answer, 507), ContainsSubstring("--min-free-space"));
    }
    CHECK(names_in(folder / "data/workspaces") == std::vector<std::string>{"default"});
}

TEST_CASE("a request names as many pictures as it may, however their commas are written") {
    const Limited limited(small_faces(), {});
    std::string names = "a.jpg";
    for (int i = 1; i < 101; ++i)
        names += "%2Ca.jpg";
    const Answer answer = http_get(limited.server->base() + steps + "/predict?image_file_paths=" + names);
    CHECK(answer.status == 400);
    CHECK_THAT(answer.body, ContainsSubstring("at most 100 items, not 101"));
}

TEST_CASE("the health of the service is told in full") {
    const Limited limited(small_faces(), {});
    REQUIRE(limited.post("/download_data", "a").status == 200);
    CHECK_FALSE(limited.metrics().contains("eigenfaces_newest_model_timestamp_seconds"));
    REQUIRE(limited.post("/train", "a").status == 200);
    REQUIRE(limited.upload("a", "1.jpg").status == 200);
    const Answer answer = http_get(limited.server->base() + "/metrics");
    CHECK(answer.headers.at("content-type").starts_with("text/plain"));
    const Samples samples = read_exposition(answer.body);
    CHECK(samples.at(R"(eigenfaces_trainings_total{result="trained"})") == 1);
    CHECK(samples.at(R"(eigenfaces_training_stage_seconds_count{stage="grid_search"})") == 1);
    CHECK(samples.at(R"(eigenfaces_busy_workspaces{activity="training"})") == 0);
    CHECK(samples.at(R"(gasworks_http_requests_total{operation_id="train_post",status="200"})") == 1);
    CHECK(samples.at(R"(gasworks_http_requests_total{operation_id="upload",status="200"})") == 1);
    CHECK(samples.at("eigenfaces_newest_model_timestamp_seconds") > 1.7e9);
    CHECK(samples.at("process_resident_memory_bytes") > 1e6);
}

TEST_CASE("readiness names each check, and what is wrong") {
    const Limited limited(small_faces(), {});
    const auto ready = [&](const RunningServer& server) {
        return http_get(server.base() + "/readyz", {"Accept: application/json"});
    };
    const Answer good = ready(*limited.server);
    CHECK(good.status == 200);
    CHECK(good.json()["status"] == "ready");
    std::vector<std::string> names;
    const nlohmann::json answer = good.json();
    for (const auto& check : answer["checks"]) {
        names.push_back(check["name"]);
        CHECK(check["ok"] == true);
    }
    CHECK(names == std::vector<std::string>{"stopping", "queue", "data_folder", "disk_space"});

    const RunningServer full(limited.folder / "full", {"--min-free-space", "1000000TB"});
    const Answer bad = ready(full);
    CHECK(bad.status == 503);
    CHECK(bad.json()["status"] == "not ready");
    CHECK(bad.json()["checks"][3]["ok"] == false);
    CHECK_THAT(detail(http_get(full.base() + "/readyz"), 503), ContainsSubstring("--min-free-space"));
}

TEST_CASE("metrics can be switched off") {
    const TemporaryFolder folder;
    const RunningServer server(folder / "data", {"--metrics", "off"});
    CHECK_THAT(detail(http_get(server.base() + "/metrics"), 404), ContainsSubstring("switched off"));
}

TEST_CASE("the pictures of one request have so many pixels together and no more") {
    // The faces have 250 x 250 pixels, or less where they are drawn.
    const Limited limited(small_faces(), {"--max-pixels", "62500"});
    REQUIRE(limited.post("/download_data", "a").status == 200);
    REQUIRE(limited.post("/train", "a").status == 200);
    REQUIRE(limited.upload("a", "1.jpg").status == 200);
    const auto predict = [&](int pictures) {
        std::string names = "1.jpg";
        for (int i = 1; i < pictures; ++i)
            names += ",1.jpg";
        return http_get(limited.server->base() + steps + "/predict?id=a&image_file_paths=" + names);
    };
    CHECK(predict(4).status == 200);
    CHECK_THAT(detail(predict(100), 422), ContainsSubstring("--max-pixels"));
}

TEST_CASE("a training that would take too much memory is refused before it begins") {
    const Limited limited(small_faces(), {"--max-training-memory", "1MB"});
    REQUIRE(limited.post("/download_data", "a").status == 200);
    CHECK_THAT(detail(limited.post("/train", "a"), 422),
               ContainsSubstring("--max-training-memory") && ContainsSubstring("1048576 bytes"));
}
