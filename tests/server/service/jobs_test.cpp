// What runs can be seen, and ended.
#include <chrono>
#include <future>
#include <optional>
#include <thread>

#include "tests/catch.hpp"
#include "tests/server/datasets/file_server.hpp"
#include "tests/server/service/faces.hpp"
#include "tests/server/service/http_client.hpp"
#include "tests/server/service/running_server.hpp"
#include "tests/temporary_folder.hpp"

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds patience{60};

/// A server whose default data set is served beside it, from the first byte to `stall_after`.
struct Service {
    explicit Service(const Faces& given, std::optional<std::size_t> stall_after = {}) : faces(given) {
        ServedFile file;
        file.body = faces.archive;
        if (stall_after) file.stall_after = *stall_after;
        source.serve("/faces.tgz", file);
        server.emplace(folder / "data", std::vector<std::string>{"--dataset-url", source.url("/faces.tgz"),
                                                                 "--dataset-sha256", faces.sha256});
    }
    std::string base() const { return server->base() + "/cloudmesh"; }
    Answer download() const { return http_request("POST", base() + "/EigenfacesSVM/download_data"); }
    Answer train() const {
        return http_request(
            "POST", base() + "/EigenfacesSVM/train?min_faces_per_person=" + std::to_string(faces.min_faces));
    }
    std::vector<nlohmann::json> jobs() const { return http_get(base() + "/jobs").json().at("jobs"); }
    /// The job that runs, once one does; nothing where `caller` has its answer before.
    std::optional<nlohmann::json> running_job(const std::future<Answer>& caller) const {
        for (const auto deadline = Clock::now() + patience; Clock::now() < deadline;) {
            if (const auto running = jobs(); !running.empty()) return running.front();
            if (caller.wait_for(std::chrono::seconds(0)) == std::future_status::ready) return std::nullopt;
        }
        FAIL("no job in a minute");
        return std::nullopt;
    }

    const Faces& faces;
    TemporaryFolder folder;
    FileServer source;
    std::optional<RunningServer> server;
};

std::string detail(const Answer& answer) {
    return answer.json().at("detail");
}

}  // namespace

TEST_CASE("a download that does not go on can be seen and cancelled", "[flow]") {
    const Service service(small_faces(), 1000);
    auto download = std::async(std::launch::async, [&] { return service.download(); });
    const auto job = service.running_job(download);
    REQUIRE(job);
    CHECK(job->at("operation") == "download_data");
    CHECK(job->at("workspace") == "default");
    CHECK(job->at("state") == "running");
    const std::string url = service.base() + "/jobs/" + job->at("id").get<std::string>();

    // Who wants to do something else meanwhile is told what is in the way.
    for (const Answer& busy : {service.download(), service.train()}) {
        CHECK(busy.status == 409);
        const std::string path = "/cloudmesh/jobs/" + job->at("id").get<std::string>();
        CHECK(busy.headers.at("link") == "<" + path + ">; rel=\"related\"");
        CHECK_THAT(detail(busy), ContainsSubstring("is downloading its data set already: " + path));
    }
    std::string stage;
    for (const auto deadline = Clock::now() + patience; stage != "downloading" && Clock::now() < deadline;)
        stage = http_get(url).json().at("stage");
    CHECK(stage == "downloading");
    CHECK(http_get(service.base() + "/jobs?id=other").json().at("jobs").empty());

    const Answer cancelled = http_request("DELETE", url);
    CHECK(cancelled.status == 202);
    CHECK(cancelled.json().at("state") == "cancelling");
    const Answer answer = download.get();
    CHECK(answer.status == 409);
    CHECK_THAT(detail(answer), ContainsSubstring("the download was cancelled"));
    CHECK(service.jobs().empty());
    for (const char* method : {"GET", "DELETE"}) {
        const Answer gone = http_request(method, url);
        CHECK(gone.status == 404);
        CHECK_THAT(detail(gone), ContainsSubstring("it has ended"));
    }
}

TEST_CASE("a job's id that is none is refused") {
    const Service service(small_faces());
    CHECK(http_get(service.base() + "/jobs/..%2f..").status == 400);
    CHECK(http_get(service.base() + "/jobs/6F1ED002AB5595859014EBF0951522D9").status == 400);
    CHECK(http_get(service.base() + "/jobs/6f1ed002ab5595859014ebf0951522d9").status == 404);
}

TEST_CASE("a training that is cancelled at any moment changes nothing") {
    const Service service(faces());
    REQUIRE(service.download().status == 200);
    // Wherever the cancel meets it: the moments between are as long as a training takes.
    int cancelled = 0;
    for (int round = 0; cancelled < 5; ++round) {
        REQUIRE(round < 200);
        auto training = std::async(std::launch::async, [&] { return service.train(); });
        const auto job = service.running_job(training);
        for (int i = 0; job && i < 20 * cancelled; ++i)
            http_get(service.base() + "/jobs");
        const long told =
            job ? http_request("DELETE", service.base() + "/jobs/" + job->at("id").get<std::string>()).status
                : 404;
        const Answer answer = training.get();
        INFO(answer.body);
        if (told == 404 || answer.status == 200) continue;  // the training was over before
        CHECK(told == 202);
        CHECK(answer.status == 409);
        CHECK_THAT(detail(answer), ContainsSubstring("the training was cancelled"));
        ++cancelled;
    }
    CHECK(service.jobs().empty());
    CHECK(service.train().status == 200);
}
