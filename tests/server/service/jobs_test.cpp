// What runs can be seen, and ended.
#include <chrono>
#include <csignal>
#include <future>
#include <optional>
#include <thread>

#include "tests/catch.hpp"
#include "tests/server/datasets/file_server.hpp"
#include "tests/server/service/faces.hpp"
#include "tests/server/service/http_client.hpp"
#include "tests/server/service/patience.hpp"
#include "tests/server/service/running_server.hpp"
#include "tests/temporary_folder.hpp"

namespace {

using Clock = std::chrono::steady_clock;

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
        CHECK_THAT(detail(gone), ContainsSubstring("no record"));
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

namespace {

const std::string async = "Prefer: respond-async";

/// The job once it has ended.
nlohmann::json ended(const std::string& url) {
    for (const auto deadline = Clock::now() + patience; Clock::now() < deadline;) {
        auto job = http_get(url).json();
        if (job.at("state") != "running" && job.at("state") != "cancelling") return job;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    FAIL("the job does not end");
    return {};
}

struct AsyncService : Service {
    using Service::Service;
    Answer start(const std::string& step, const std::string& parameters = "",
                 const RequestHeaders& more = {}) const {
        RequestHeaders headers = {async};
        headers.insert(headers.end(), more.begin(), more.end());
        return http_request("POST", base() + "/EigenfacesSVM/" + step + "?" + parameters, headers);
    }
    Answer start_training(const RequestHeaders& more = {}) const {
        return start("train", "min_faces_per_person=" + std::to_string(faces.min_faces), more);
    }
    std::string url(const Answer& started) const { return server->base() + started.headers.at("location"); }
};

/// The events of a stream that ends, as name and JSON.
std::vector<std::pair<std::string, nlohmann::json>> events_of(const std::string& text) {
    std::vector<std::pair<std::string, nlohmann::json>> events;
    std::size_t begin = 0;
    for (std::size_t end = text.find("\n\n"); end != std::string::npos; end = text.find("\n\n", begin)) {
        const std::string event = text.substr(begin, end - begin);
        begin = end + 2;
        if (event.starts_with(":")) continue;
        const auto data = event.find("data: ");
        const auto line = event.find('\n');
        events.emplace_back(event.substr(7, line - 7), nlohmann::json::parse(event.substr(data + 6)));
    }
    return events;
}

}  // namespace

TEST_CASE("who does not want to wait gets a job, and finds the answer there") {
    const AsyncService service(small_faces());
    const Answer download = service.start("download_data");
    INFO(download.body);
    REQUIRE(download.status == 202);
    CHECK(download.headers.at("preference-applied") == "respond-async");
    const auto downloaded = ended(service.url(download));
    CHECK(downloaded.at("state") == "succeeded");
    CHECK(downloaded.at("fraction") == 1);
    CHECK(downloaded.at("result").at("sha256") == service.faces.sha256);

    const Answer training = service.start_training();
    REQUIRE(training.status == 202);
    CHECK(training.json().at("operation") == "train");
    const auto trained = ended(service.url(training));
    CHECK(trained.at("state") == "succeeded");
    CHECK(trained.at("result").at("version") == 1);
    CHECK(trained.contains("ended"));

    const auto jobs = service.jobs();
    REQUIRE(jobs.size() == 2);
    CHECK(jobs[0].at("operation") == "train");
    CHECK(http_request("DELETE", service.url(training)).status == 204);
    CHECK(http_get(service.url(training)).status == 404);
    CHECK(service.jobs().size() == 1);
}

TEST_CASE("what can't begin is refused at once, and what fails later says why in its job") {
    const AsyncService service(small_faces());
    CHECK_THAT(detail(service.start_training()), ContainsSubstring("no data set yet"));
    CHECK(service.start_training().status == 404);
    CHECK(service.start("train", "cv=0").status == 400);
    CHECK(service.start("download_data", "url=http://elsewhere.example/x.tgz").status == 403);
    CHECK(service.jobs().empty());
    REQUIRE(service.download().status == 200);
    const Answer started = service.start("train", "min_faces_per_person=10000");
    REQUIRE(started.status == 202);
    const auto job = ended(service.url(started));
    CHECK(job.at("state") == "failed");
    CHECK(job.at("problem").at("status") == 422);
    CHECK_FALSE(job.contains("result"));
}

TEST_CASE("the same request with the same key is one job") {
    const AsyncService service(small_faces());
    REQUIRE(service.download().status == 200);
    const RequestHeaders key = {"Idempotency-Key: monday"};
    const Answer first = service.start_training(key);
    REQUIRE(first.status == 202);
    const Answer second = service.start_training(key);
    CHECK(second.status == 202);
    CHECK(second.headers.at("location") == first.headers.at("location"));
    ended(service.url(first));
    CHECK(service.start_training(key).headers.at("location") == first.headers.at("location"));
    CHECK(http_get(service.base() + "/models").json().at("models").size() == 1);
    const Answer other = service.start("train", "min_faces_per_person=3", key);
    CHECK(other.status == 422);
    CHECK_THAT(detail(other), ContainsSubstring("another request"));
    CHECK(http_request("POST", service.base() + "/EigenfacesSVM/train", key).status == 400);
    const Answer new_key = service.start_training({"Idempotency-Key: tuesday"});
    CHECK(new_key.headers.at("location") != first.headers.at("location"));
    ended(service.url(new_key));
}

TEST_CASE("a job is followed to its end, by several at once, and by who comes late") {
    const AsyncService service(faces());
    REQUIRE(service.download().status == 200);
    const Answer started = service.start_training();
    REQUIRE(started.status == 202);
    const std::string url = service.url(started) + "/events";
    std::vector<std::future<Answer>> watchers;
    for (int i = 0; i < 3; ++i)
        watchers.push_back(std::async(std::launch::async, [&] { return http_get(url); }));
    ended(service.url(started));
    watchers.push_back(std::async(std::launch::async, [&] { return http_get(url); }));
    for (auto& watcher : watchers) {
        const Answer answer = watcher.get();
        CHECK(answer.headers.at("content-type") == "text/event-stream");
        const auto events = events_of(answer.body);
        REQUIRE_FALSE(events.empty());
        CHECK(events.back().first == "end");
        CHECK(events.back().second.at("state") == "succeeded");
        CHECK(events.back().second.at("result").at("version") == 1);
        double fraction = 0;
        for (const auto& [name, job] : events) {
            CHECK(job.at("fraction") >= fraction);
            fraction = job.at("fraction");
        }
    }
    CHECK(http_get(service.base() + "/jobs/6f1ed002ab5595859014ebf0951522d9/events").status == 404);
}

TEST_CASE("a job that is cancelled says so, and so do its events") {
    const AsyncService service(small_faces(), 1000);
    const Answer started = service.start("download_data");
    REQUIRE(started.status == 202);
    auto watcher = std::async(std::launch::async, [&] { return http_get(service.url(started) + "/events"); });
    CHECK(http_request("DELETE", service.url(started)).status == 202);
    const auto job = ended(service.url(started));
    CHECK(job.at("state") == "cancelled");
    CHECK(job.at("problem").at("status") == 409);
    CHECK(events_of(watcher.get().body).back().second.at("state") == "cancelled");
}

TEST_CASE("after a crash a job has failed: interrupted; after an orderly end, too") {
    for (const int signal : {SIGKILL, SIGTERM}) {
        AsyncService service(small_faces(), 1000);
        const Answer started = service.start("download_data");
        REQUIRE(started.status == 202);
        CHECK(http_get(service.url(started)).json().at("state") == "running");
        service.server->signal(signal);
        CHECK(service.server->wait() == (signal == SIGKILL ? 128 + SIGKILL : 0));
        service.server.emplace(service.folder / "data");
        const auto job = http_get(service.url(started)).json();
        CHECK(job.at("state") == "failed");
        CHECK(service.jobs().size() == 1);
    }
}

TEST_CASE("a job is followed from the terminal, and cancelled from there") {
    const std::string gasworks = GASWORKS_BINARY_DIR "/bin/gasworks";
    const AsyncService service(small_faces());
    const Answer download = service.start("download_data");
    REQUIRE(download.status == 202);
    const Finished watched = run_program({gasworks, "job", "watch", service.url(download)});
    INFO(watched.err);
    CHECK(watched.code == 0);
    CHECK_THAT(watched.out, ContainsSubstring("download_data succeeded"));

    const Answer impossible = service.start("train", "min_faces_per_person=10000");
    const Finished failed = run_program({gasworks, "job", "watch", service.url(impossible)});
    CHECK(failed.code == 1);
    CHECK_THAT(failed.out, ContainsSubstring("train failed: ") && ContainsSubstring("10000"));

    const Finished forgotten = run_program({gasworks, "job", "cancel", service.url(impossible)});
    CHECK(forgotten.code == 0);
    CHECK_THAT(forgotten.out, ContainsSubstring("record is removed"));
    const Finished missing = run_program({gasworks, "job", "watch", service.url(impossible)});
    CHECK(missing.code == 2);
    CHECK_THAT(missing.err, ContainsSubstring("404") && ContainsSubstring("no record"));
    CHECK(run_program({gasworks, "job", "watch", "ftp://127.0.0.1/x"}).code == 2);
}

TEST_CASE("a job that does not go on is cancelled from the terminal") {
    const std::string gasworks = GASWORKS_BINARY_DIR "/bin/gasworks";
    const AsyncService service(small_faces(), 1000);
    const Answer started = service.start("download_data");
    REQUIRE(started.status == 202);
    auto watched = std::async(std::launch::async, [&] {
        return run_program({gasworks, "job", "watch", service.url(started)});
    });
    CHECK(run_program({gasworks, "job", "cancel", service.url(started)}).code == 0);
    const Finished ended_now = watched.get();
    CHECK(ended_now.code == 1);
    CHECK_THAT(ended_now.out, ContainsSubstring("download_data cancelled"));
}
