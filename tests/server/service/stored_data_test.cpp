// What is stored can be seen, and deleted for good: faces are personal data.
#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <optional>

#include "tests/catch.hpp"
#include "tests/server/datasets/file_server.hpp"
#include "tests/server/service/faces.hpp"
#include "tests/server/service/http_client.hpp"
#include "tests/server/service/patience.hpp"
#include "tests/server/service/running_server.hpp"
#include "tests/temporary_folder.hpp"

namespace {

namespace fs = std::filesystem;

/// A server with a workspace of everything: an upload, a data set of its own, a model, the record of a job.
struct Full {
    Full() {
        ServedFile file;
        file.body = small_faces().archive;
        source.serve("/faces.tgz", file);
        server.emplace(folder / "data", std::vector<std::string>{"--dataset-url", source.url("/faces.tgz"),
                                                                 "--dataset-sha256", small_faces().sha256});
        const std::string& face = small_faces().picture;
        REQUIRE(http_upload(url("/upload?id=ada"), {{"upload", "me.jpg", face}}).status == 200);
        REQUIRE(http_request("POST", url("/datasets?id=ada"), {"Content-Type: application/json"},
                             R"({"name": "family"})")
                    .status == 201);
        REQUIRE(http_upload(url("/datasets/family/people/Ada/pictures?id=ada"), {{"pictures", "1.jpg", face}})
                    .json()["stored"] == 1);
        REQUIRE(http_request("POST", url("/EigenfacesSVM/download_data?id=ada")).status == 200);
        REQUIRE(http_request("POST", train()).status == 200);
        const Answer job = http_request("POST", train(), {"Prefer: respond-async"});
        REQUIRE(job.status == 202);
        job_url = server->base() + job.headers.at("location");
        const auto deadline = std::chrono::steady_clock::now() + patience;
        while (http_get(job_url).json()["state"] == "running")
            REQUIRE(std::chrono::steady_clock::now() < deadline);
    }
    std::string url(const std::string& path) const { return server->base() + "/cloudmesh" + path; }
    std::string train() const {
        return url("/EigenfacesSVM/train?id=ada&min_faces_per_person=" +
                   std::to_string(small_faces().min_faces));
    }
    Answer remove(const std::string& path) const { return http_request("DELETE", url(path)); }

    TemporaryFolder folder;
    FileServer source;
    std::optional<RunningServer> server;
    std::string job_url;
};

/// Files below a folder whose bytes, or whose name, have a text in them.
std::vector<fs::path> files_with(const fs::path& folder, const std::string& text) {
    std::vector<fs::path> found;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;
        std::ifstream file(entry.path(), std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(file), {}};
        if (bytes.find(text) != std::string::npos || entry.path().string().find(text) != std::string::npos)
            found.push_back(entry.path());
    }
    return found;
}

}  // namespace

TEST_CASE("uploads are listed, looked at, and deleted one by one or together") {
    const TemporaryFolder folder;
    const RunningServer server(folder / "data");
    const std::string uploads = server.base() + "/cloudmesh/uploads";
    CHECK(http_get(uploads).json()["uploads"].empty());
    const std::string& face = small_faces().picture;
    for (const char* name : {"b.jpg", "a.jpg", "c.jpg"})
        REQUIRE(http_upload(server.base() + "/cloudmesh/upload", {{"upload", name, face}}).status == 200);
    const auto list = http_get(uploads).json()["uploads"];
    REQUIRE(list.size() == 3);
    CHECK(list[0]["file_name"] == "a.jpg");
    CHECK(list[0]["bytes"] == face.size());
    CHECK_THAT(list[0]["stored"].get<std::string>(), ContainsSubstring("T") && ContainsSubstring("Z"));
    const Answer picture = http_get(uploads + "/a.jpg");
    CHECK(picture.body == face);
    CHECK(picture.headers.at("content-type") == "image/jpeg");

    CHECK(http_request("DELETE", uploads + "/a.jpg").status == 204);
    CHECK(http_get(uploads + "/a.jpg").status == 404);
    const Answer again = http_request("DELETE", uploads + "/a.jpg");
    CHECK(again.status == 404);
    CHECK_THAT(again.json()["detail"].get<std::string>(), ContainsSubstring("a.jpg"));
    CHECK(http_get(uploads + "/%2e%2e").status >= 400);
    CHECK(http_get(uploads).json()["uploads"].size() == 2);
    CHECK(http_get(uploads + "?id=other").json()["uploads"].empty());
    CHECK(http_request("DELETE", uploads).status == 204);
    CHECK(http_get(uploads).json()["uploads"].empty());
    CHECK(files_with(folder / "data", face.substr(100, 50)).empty());
}

TEST_CASE("a workspace says what it stores, and leaves nothing of it when it is deleted") {
    const Full full;
    const auto stored = http_get(full.url("/workspace?id=ada")).json();
    CHECK(stored["uploads"]["count"] == 1);
    CHECK(stored["uploads"]["bytes"] == small_faces().picture.size());
    CHECK(stored["models"]["count"] == 2);
    CHECK(stored["data_sets"] == 1);
    CHECK(stored["pictures"]["count"] == 1);
    CHECK(stored["jobs"] == 1);
    const std::string piece = small_faces().picture.substr(100, 50);
    const fs::path workspaces = full.folder / "data" / "workspaces";
    CHECK(files_with(workspaces, piece).size() == 2);

    CHECK(full.remove("/workspace?id=ada").status == 204);
    CHECK(fs::is_empty(workspaces));
    CHECK(http_get(full.job_url).status == 404);
    CHECK(http_get(full.url("/models?id=ada")).json()["models"].empty());
    CHECK(http_get(full.url("/EigenfacesSVM/predict?id=ada&image_file_paths=me.jpg")).status == 404);
    CHECK(http_get(full.url("/workspace?id=ada")).json()["uploads"]["count"] == 0);
    CHECK(full.remove("/workspace?id=ada").status == 404);
    // The name is free for something new.
    CHECK(http_upload(full.url("/upload?id=ada"), {{"upload", "me.jpg", small_faces().picture}}).status ==
          200);
    CHECK(http_get(full.url("/workspace?id=ada")).json()["models"]["count"] == 0);
}

TEST_CASE("a workspace in which something runs is not deleted") {
    ServedFile file;
    file.body = small_faces().archive;
    file.stall_after = 1000;
    FileServer source;
    source.serve("/faces.tgz", file);
    const TemporaryFolder folder;
    const RunningServer server(
        folder / "data", {"--dataset-url", source.url("/faces.tgz"), "--dataset-sha256", small_faces().sha256,
                          "--allow-internal-addresses"});
    const Answer job = http_request("POST", server.base() + "/cloudmesh/EigenfacesSVM/download_data",
                                    {"Prefer: respond-async"});
    REQUIRE(job.status == 202);
    const Answer refused = http_request("DELETE", server.base() + "/cloudmesh/workspace");
    CHECK(refused.status == 409);
    CHECK_THAT(refused.headers.at("link"), ContainsSubstring(job.headers.at("location")));
    REQUIRE(http_request("DELETE", server.base() + job.headers.at("location")).status == 202);
}

TEST_CASE("uploads go when they are as old as the operator lets them become") {
    const TemporaryFolder folder;
    const fs::path uploads = folder / "data" / "workspaces" / "default" / "uploads";
    const std::string& face = small_faces().picture;
    {
        const RunningServer server(folder / "data", {"--retain-uploads", "24h"});
        for (const char* name : {"old.jpg", "new.jpg"})
            REQUIRE(http_upload(server.base() + "/cloudmesh/upload", {{"upload", name, face}}).status == 200);
        CHECK(http_get(server.base() + "/cloudmesh/uploads").json()["uploads"].size() == 2);
    }
    fs::last_write_time(uploads / "old.jpg", fs::file_time_type::clock::now() - std::chrono::hours(25));
    const RunningServer server(folder / "data", {"--retain-uploads", "24h"});
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (fs::exists(uploads / "old.jpg"))
        REQUIRE(std::chrono::steady_clock::now() < deadline);
    CHECK(fs::exists(uploads / "new.jpg"));
    const auto left = http_get(server.base() + "/cloudmesh/uploads").json()["uploads"];
    REQUIRE(left.size() == 1);
    CHECK(left[0]["file_name"] == "new.jpg");
}

TEST_CASE("a time that uploads are kept must have a unit that is known") {
    const TemporaryFolder folder;
    const Finished refused = run_program({server_program(), "--data-dir", (folder / "data").string(),
                                          "--port", "0", "--retain-uploads", "2w"});
    CHECK(refused.code == 2);
    CHECK_THAT(refused.err, ContainsSubstring("--retain-uploads"));
}
