// How the server starts, refuses to start, and stops.
#include <csignal>
#include <future>

#include "tests/catch.hpp"
#include "tests/server/datasets/file_server.hpp"
#include "tests/server/service/faces.hpp"
#include "tests/server/service/http_client.hpp"
#include "tests/server/service/patience.hpp"
#include "tests/server/service/running_server.hpp"
#include "tests/temporary_folder.hpp"

namespace {

/// What a start that can't succeed says, in one line.
std::string refusal(std::vector<std::string> flags) {
    flags.insert(flags.begin(), server_program());
    const Finished finished = run_program(flags);
    INFO(finished.err);
    CHECK(finished.code == 2);
    CHECK(finished.out.empty());
    CHECK(std::count(finished.err.begin(), finished.err.end(), '\n') == 1);
    return finished.err;
}

std::string port_of(const RunningServer& server) {
    return server.base().substr(server.base().rfind(':') + 1);
}

}  // namespace

TEST_CASE("a start that can't succeed says why in one line and ends with 2") {
    const TemporaryFolder folder;
    const RunningServer running(folder / "one");
    CHECK_THAT(refusal({"--port", port_of(running), "--data-dir", (folder / "two").string()}),
               ContainsSubstring("Address already in use"));
    CHECK_THAT(refusal({"--port", "0", "--data-dir", (folder / "one").string()}), ContainsSubstring(".lock"));
    put_file(folder / "file", "x");
    CHECK_THAT(refusal({"--port", "0", "--data-dir", (folder / "file" / "data").string()}),
               ContainsSubstring("Not a directory"));
    CHECK_THAT(refusal({"--port", "0", "--data-dir", "/proc/gasworks"}), ContainsSubstring("/proc/gasworks"));
    CHECK_THAT(refusal({"--port", "abc"}), ContainsSubstring("--port"));
    CHECK_THAT(refusal({"--port", "0", "--host", "192.0.2.1", "--data-dir", (folder / "two").string()}),
               ContainsSubstring("192.0.2.1:0: Cannot assign requested address"));
    CHECK_THAT(
        refusal({"--port", "0", "--host", "no.such.host.invalid", "--data-dir", (folder / "two").string()}),
        ContainsSubstring("no.such.host.invalid"));
}

TEST_CASE("SIGTERM and SIGINT end an idle server with 0") {
    for (const int number : {SIGTERM, SIGINT}) {
        const TemporaryFolder folder;
        RunningServer server(folder / "data");
        CHECK(http_get(server.base() + "/livez").status == 200);
        server.signal(number);
        CHECK(server.wait() == 0);
    }
}

TEST_CASE("the program asks the server that runs with the same flags and variables: --check-health") {
    const TemporaryFolder folder;
    RunningServer server(folder / "data");
    const std::string port = port_of(server);
    const auto check = [](std::vector<std::string> command) {
        command.insert(command.end(), {server_program(), "--check-health"});
        return run_program(command);
    };
    CHECK(check({"env", "PORT=" + port}).code == 0);
    CHECK(check({"env", "PORT=1", "GASWORKS_HOST=0.0.0.0", "GASWORKS_PORT=" + port}).code == 0);
    server.signal(SIGTERM);
    CHECK(server.wait() == 0);
    const Finished gone = check({"env", "PORT=" + port});
    CHECK(gone.code == 1);
    CHECK(gone.err == "eigenfaces-server: port " + port + " of 127.0.0.1: Connection refused\n");
    CHECK(check({"env", "PORT=0"}).code == 2);
    CHECK(check({"env", "PORT=x"}).code == 2);
}

TEST_CASE("SIGTERM lets a running training finish and delivers its answer") {
#if defined(__SANITIZE_THREAD__)
    // On the photographs a training takes longer here than a server waits that is told to end.
    const Faces& trained = small_faces();
#else
    const Faces& trained = faces();
#endif
    FileServer source;
    ServedFile file;
    file.body = trained.archive;
    source.serve("/faces.tgz", file);
    const TemporaryFolder folder;
    RunningServer server(folder / "data", {"--dataset-url", source.url("/faces.tgz"), "--dataset-sha256",
                                           trained.sha256, "--drain-time", std::to_string(patience.count())});
    const std::string steps = server.base() + "/cloudmesh/EigenfacesSVM";
    REQUIRE(http_request("POST", steps + "/download_data").status == 200);

    auto training = std::async(std::launch::async, [&] {
        Answer answer;
        do {  // 409 where the download below was faster
            answer = http_request("POST",
                                  steps + "/train?min_faces_per_person=" + std::to_string(trained.min_faces));
        } while (answer.status == 409);
        return answer;
    });
    // What the workspace's training keeps out is refused, which tells that it runs.
    const auto deadline = std::chrono::steady_clock::now() + patience;
    bool under_way = false;
    while (!under_way && training.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
        REQUIRE(std::chrono::steady_clock::now() < deadline);
        under_way = http_request("POST", steps + "/download_data").status == 409;
    }
    server.signal(SIGTERM);
    CHECK(training.get().status == 200);
    CHECK(server.wait() == 0);

    const RunningServer again(folder / "data");
    CHECK(http_get(again.base() + "/cloudmesh/EigenfacesSVM/predict?image_file_paths=x.jpg").status == 404);
    CHECK_THAT(http_get(again.base() + "/cloudmesh/EigenfacesSVM/predict?image_file_paths=x.jpg").body,
               ContainsSubstring("no uploaded picture"));
}
