// `gasworks bench` against the server.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/server/datasets/file_server.hpp"
#include "tests/server/service/faces.hpp"
#include "tests/server/service/http_client.hpp"
#include "tests/server/service/running_server.hpp"
#include "tests/temporary_folder.hpp"

namespace {

/// A data set to be fetched, and a picture to be named.
struct Scene {
    Scene() {
        ServedFile file;
        file.body = small_faces().archive;
        source.serve("/faces.tgz", file);
        std::ofstream(folder / "me.jpg", std::ios::binary) << small_faces().picture;
    }
    std::vector<std::string> flags() {
        return {"--dataset-url", source.url("/faces.tgz"), "--dataset-sha256", small_faces().sha256};
    }
    Finished bench(const std::string& url, const std::vector<std::string>& more) const {
        std::vector<std::string> command{GASWORKS_BINARY_DIR "/bin/gasworks", "bench", url, "--picture",
                                         folder / "me.jpg"};
        command.insert(command.end(), more.begin(), more.end());
        return run_program(command);
    }
    TemporaryFolder folder;
    FileServer source;
};

const std::string train = "min_faces_per_person=" + std::to_string(small_faces().min_faces);

}  // namespace

TEST_CASE(
    "a running server is measured, one request after the other and many at a time, and left as it was") {
    Scene scene;
    const RunningServer server(scene.folder / "data", scene.flags());
    const std::string csv = scene.folder / "bench.csv";
    const std::string json = scene.folder / "bench.json";
    const Finished done =
        scene.bench(server.base(), {"--requests", "3", "--parallel", "2", "--train", train, "--label",
                                    "this machine", "--csv", csv, "--json", json});
    INFO(done.err);
    REQUIRE(done.code == 0);
    CHECK_THAT(done.out, ContainsSubstring("| predict | parallel | server | "));
    CHECK_THAT(contents_of(csv), ContainsSubstring("\nthis machine,client,warm,train,"));
    const Finished report = run_program({GASWORKS_BINARY_DIR "/bin/gasworks", "bench", "report", json});
    CHECK(report.code == 0);
    CHECK_THAT(report.out, ContainsSubstring("| **this machine** | client | parallel | predict |"));
    const auto results = nlohmann::json::parse(contents_of(json));
    CHECK_THAT(results["service"].get<std::string>(), ContainsSubstring("EigenfacesSVM "));
    CHECK(results["machine"]["cores"] >= 1);
    REQUIRE(results["series"].size() == 8);
    for (const auto& series : results["series"]) {
        INFO(series["test"] << ' ' << series["type"]);
        REQUIRE(series["exchanges"].size() == 3);
        for (const auto& exchange : series["exchanges"]) {
            CHECK(exchange["status"] == 200);
            // Each is part of the one that follows.
            CHECK(exchange["connect"] > 0);
            CHECK(exchange["first_byte"] >= exchange["connect"]);
            CHECK(exchange["first_byte"] >= exchange["server"]);
            CHECK(exchange["total"] >= exchange["first_byte"]);
        }
    }
    CHECK(std::filesystem::is_empty(scene.folder / "data/workspaces"));
}

TEST_CASE("single tests are measured in a workspace that is there, and stays") {
    Scene scene;
    const RunningServer server(scene.folder / "data", scene.flags());
    const std::string base = server.base() + "/cloudmesh";
    REQUIRE(http_request("POST", base + "/EigenfacesSVM/download_data?id=mine").status == 200);
    REQUIRE(http_request("POST", base + "/EigenfacesSVM/train?id=mine&" + train).status == 200);
    const std::string json = scene.folder / "bench.json";
    const Finished done = scene.bench(server.base(), {"--tests", "upload,predict", "--workspace", "mine",
                                                      "--requests", "5", "--parallel", "5", "--json", json});
    INFO(done.err);
    REQUIRE(done.code == 0);
    const auto series = nlohmann::json::parse(contents_of(json))["series"];
    REQUIRE(series.size() == 4);
    CHECK(series[0]["test"] == "upload");
    CHECK(series[3]["test"] == "predict");
    CHECK(series[3]["at_a_time"] == 5);
    const Finished one_type =
        scene.bench(server.base(), {"--tests", "predict", "--types", "parallel", "--workspace", "mine",
                                    "--requests", "2", "--json", json});
    REQUIRE(one_type.code == 0);
    const auto alone = nlohmann::json::parse(contents_of(json))["series"];
    REQUIRE(alone.size() == 1);
    const Finished kept =
        scene.bench(server.base(), {"--tests", "predict", "--types", "warm", "--workspace", "mine",
                                    "--requests", "3", "--keep-alive", "--json", json});
    REQUIRE(kept.code == 0);
    const auto kept_results = nlohmann::json::parse(contents_of(json));
    CHECK(kept_results["connections"] == "kept");
    const auto& exchanges = kept_results["series"][0]["exchanges"];
    CHECK(exchanges[0]["connect"] > 0);
    CHECK(exchanges[1]["connect"] == 0);
    CHECK(exchanges[2]["connect"] == 0);
    CHECK(alone[0]["type"] == "parallel");
    for (const auto& each : series) {
        double longest = 0;
        for (const auto& exchange : each["exchanges"])
            longest = std::max(longest, exchange["total"].get<double>());
        CHECK(each["seconds"] >= longest);
    }
    CHECK(http_get(base + "/EigenfacesSVM/predict?image_file_paths=me.jpg&id=mine").status == 200);
}

TEST_CASE("requests that fail are told, and the bench ends so") {
    Scene scene;
    const RunningServer server(scene.folder / "data", scene.flags());
    const Finished failed = scene.bench(server.base(), {"--requests", "1", "--train", "cv=1"});
    CHECK(failed.code == 1);
    CHECK_THAT(failed.err, ContainsSubstring("train, warm: 400"));
    CHECK_THAT(failed.err, ContainsSubstring("predict, parallel: 404: "));

    const Finished nobody = scene.bench("http://127.0.0.1:1", {});
    CHECK(nobody.code == 2);
    CHECK_THAT(nobody.err, ContainsSubstring("http://127.0.0.1:1/cloudmesh does not answer"));
    const Finished no_picture = run_program(
        {GASWORKS_BINARY_DIR "/bin/gasworks", "bench", server.base(), "--picture", "/missing.jpg"});
    CHECK(no_picture.code == 2);
    CHECK(run_program({GASWORKS_BINARY_DIR "/bin/gasworks", "bench", server.base()}).code == 2);
    CHECK(run_program({GASWORKS_BINARY_DIR "/bin/gasworks", "bench", "report"}).code == 2);
    CHECK_THAT(no_picture.err, ContainsSubstring("/missing.jpg"));
}

TEST_CASE("a cold request counts from the start of its process, which is ended again") {
    Scene scene;
    std::string port;
    {
        const RunningServer server(scene.folder / "data", scene.flags());
        port = std::to_string(server.port());
        const std::string base = server.base() + "/cloudmesh";
        REQUIRE(http_request("POST", base + "/EigenfacesSVM/download_data").status == 200);
        REQUIRE(http_request("POST", base + "/EigenfacesSVM/train?" + train).status == 200);
        REQUIRE(http_upload(base + "/upload", {{"upload", "me.jpg", small_faces().picture}}).status == 200);
    }
    const std::string start = GASWORKS_BINARY_DIR "/bin/eigenfaces-server --log-level error --port " + port +
                              " --data-dir " + (scene.folder / "data").string();
    const std::string json = scene.folder / "cold.json";
    const Finished done =
        scene.bench("http://127.0.0.1:" + port, {"--requests", "2", "--cold-command", start, "--json", json});
    INFO(done.err);
    REQUIRE(done.code == 0);
    const auto exchanges = nlohmann::json::parse(contents_of(json))["series"][0]["exchanges"];
    REQUIRE(exchanges.size() == 2);
    for (const auto& exchange : exchanges)
        CHECK(exchange["total"] > exchange["server"]);
    CHECK_THROWS(http_get("http://127.0.0.1:" + port + "/livez"));

    const Finished ended =
        scene.bench("http://127.0.0.1:" + port, {"--requests", "1", "--cold-command", "false"});
    CHECK(ended.code == 1);
    CHECK_THAT(ended.err, ContainsSubstring("the command ended before it answered"));
    // A shell's line, not a program alone; tried once.
    const Finished line = scene.bench(
        "http://127.0.0.1:" + port,
        {"--requests", "30", "--cold-command", "A=b; cd / && echo $A >>" + (scene.folder / "ran").string()});
    CHECK(line.code == 1);
    CHECK(contents_of(scene.folder / "ran") == "b\n");
}

TEST_CASE("what answers before a cold start is not measured in its place") {
    Scene scene;
    const RunningServer server(scene.folder / "data", scene.flags());
    const Finished done = scene.bench(server.base(), {"--requests", "1", "--cold-command", "true"});
    CHECK(done.code == 2);
    CHECK_THAT(done.err, ContainsSubstring("before the command has started anything"));
}

TEST_CASE("an interrupted bench ends what it has started, and deletes what it has made") {
    Scene scene;
    const RunningServer server(scene.folder / "data", scene.flags());
    const std::string bench = GASWORKS_BINARY_DIR "/bin/gasworks bench " + server.base() + " --picture " +
                              (scene.folder / "me.jpg").string();
    const std::string workspaces = (scene.folder / "data/workspaces").string();
    // Interrupted once it has made a workspace.
    const Finished done =
        run_program({"/bin/sh", "-c",
                     bench + " --requests 100000 --types warm --tests download_data & while [ -z \"$(ls " +
                         workspaces + ")\" ]; do :; done; kill -INT $!; wait $!"});
    CHECK(done.code == 2);
    CHECK_THAT(done.err, ContainsSubstring("interrupted"));
    CHECK(std::filesystem::is_empty(workspaces));

    const std::string pid = (scene.folder / "pid").string();
    const Finished cold = run_program(
        {"/bin/sh", "-c",
         GASWORKS_BINARY_DIR "/bin/gasworks bench http://127.0.0.1:1 --picture " +
             (scene.folder / "me.jpg").string() + " --cold-command 'sleep 1000 & echo $! >" + pid +
             "; wait' & while [ ! -s " + pid + " ]; do :; done; kill -TERM $!; wait $!; pid=$(cat " + pid +
             // What has ended stays a zombie until the system's first process looks after it.
             "); end=$(($(date +%s) + 20)); "
             "while kill -0 $pid 2>/dev/null && ! grep -q '^State:.Z' /proc/$pid/status 2>/dev/null; do "
             "[ $(date +%s) -lt $end ] || { echo alive; break; }; done"});
    CHECK_THAT(cold.err, ContainsSubstring("interrupted"));
    CHECK_THAT(cold.out, !ContainsSubstring("alive"));
}

TEST_CASE("pictures and workspaces of any name are asked for as they are") {
    Scene scene;
    const RunningServer server(scene.folder / "data", scene.flags());
    for (const std::string name : {"my face.jpg", "a#b&id=other%20.jpg"}) {
        INFO(name);
        std::filesystem::copy_file(scene.folder / "me.jpg", scene.folder / name);
        const Finished done =
            run_program({GASWORKS_BINARY_DIR "/bin/gasworks", "bench", server.base(), "--picture",
                         scene.folder / name, "--requests", "1", "--types", "warm", "--train", train});
        INFO(done.err);
        CHECK(done.code == 0);
    }
    std::filesystem::copy_file(scene.folder / "me.jpg", scene.folder / "a,b.jpg");
    const Finished comma = run_program(
        {GASWORKS_BINARY_DIR "/bin/gasworks", "bench", server.base(), "--picture", scene.folder / "a,b.jpg"});
    CHECK(comma.code == 2);
    CHECK_THAT(comma.err, ContainsSubstring("comma"));
    const Finished workspace = scene.bench(
        server.base(), {"--requests", "1", "--types", "warm", "--tests", "predict", "--workspace", "a b&c"});
    CHECK(workspace.code == 1);
    CHECK_THAT(workspace.err, ContainsSubstring("400"));
}

TEST_CASE("what can't work is told before anything is measured") {
    Scene scene;
    const RunningServer server(scene.folder / "data", scene.flags());
    const auto told = [&](const std::string& url, const std::vector<std::string>& flags) {
        const Finished done = scene.bench(url, flags);
        CHECK(done.code == 2);
        CHECK(std::filesystem::is_empty(scene.folder / "data/workspaces"));
        return done.err;
    };
    CHECK_THAT(told(server.base(), {"--csv", "/no/folder/x.csv"}), ContainsSubstring("/no/folder/x.csv"));
    CHECK_THAT(told("http://", {}), ContainsSubstring("not the URL of a service"));
    CHECK_THAT(told("ftp://127.0.0.1/", {}), ContainsSubstring("not the URL of a service"));
    CHECK_THAT(told(server.base(), {"--label", std::string(61, 'x')}), ContainsSubstring("61 bytes"));
}
