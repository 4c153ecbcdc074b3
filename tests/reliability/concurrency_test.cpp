// Many clients at once, against the server as a process of its own.
#include <atomic>
#include <chrono>
#include <csignal>
#include <future>
#include <map>
#include <thread>

#include "tests/catch.hpp"
#include "tests/model/synthetic_faces.hpp"
#include "tests/reliability/scene.hpp"

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
constexpr auto patience = std::chrono::seconds(60);

struct Running {
    explicit Running() : server(scene.data(), scene.flags()), steps(server, scene.source) {}
    void prepare(const std::string& workspace) const {
        REQUIRE(steps.download(workspace).status == 200);
        REQUIRE(steps.upload(workspace, "me.jpg", small_faces().picture).status == 200);
        REQUIRE(steps.train(workspace).status == 200);
    }
    Scene scene;
    RunningServer server;
    Steps steps;
};

template <class Work>
auto in_parallel(Work work) {
    return std::async(std::launch::async, std::move(work));
}

/// What a model says of a picture, but for its number.
std::string judgement(const Answer& answer) {
    return answer.json().at("predictions").dump();
}

std::string picture_of(std::size_t person) {
    const auto bytes = synthetic_faces::face_jpeg(person, 0);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

TEST_CASE("of two trainings of one workspace the second is refused") {
    Running running;
    running.prepare("w");
    int stored = 1;
    bool refused = false;
    for (const auto deadline = Clock::now() + patience; !refused && Clock::now() < deadline;) {
        auto one = in_parallel([&] { return running.steps.train("w"); });
        const Answer other = running.steps.train("w");
        for (const Answer& answer : {one.get(), other}) {
            INFO(answer.body);
            if (answer.status == 200) {
                ++stored;
                continue;
            }
            REQUIRE(answer.status == 409);
            refused = true;
            CHECK(answer.headers.at("content-type") == "application/problem+json");
            CHECK_THAT(answer.json().at("detail").get<std::string>(),
                       ContainsSubstring("the workspace 'w' is training already"));
        }
    }
    CHECK(refused);
    CHECK(names_in(running.scene.data() / "workspaces/w/models").size() == static_cast<std::size_t>(stored));
}

TEST_CASE("a workspace waits for nobody but itself") {
    Running running;
    running.prepare("other");
    ServedFile silent;
    silent.body = small_faces().archive;
    silent.stall_after = 1000;
    running.scene.source.serve("/again/silent.tgz", silent);
    auto download = in_parallel([&] {
        try {
            return running.steps.download("busy", {"/again/silent.tgz", std::string(64, '0')});
        } catch (const std::exception&) {
            return Answer{};  // cut off at the end of this test
        }
    });
    for (const auto deadline = Clock::now() + patience;
         running.scene.source.requests("/again/silent.tgz").empty() && Clock::now() < deadline;)
        std::this_thread::yield();
    CHECK(running.steps.train("busy").status == 409);
    CHECK(running.steps.download("busy").status == 409);
    CHECK(running.steps.train("other").status == 200);
    CHECK(running.steps.predict("other", "me.jpg").status == 200);
    running.server.signal(SIGKILL);
    download.get();
}

TEST_CASE("trainings of several workspaces at once find what each finds alone") {
    Running running;
    for (const char* workspace : {"a", "b"})
        running.prepare(workspace);
    const std::string alone = judgement(running.steps.predict("a", "me.jpg"));
    for (int round = 0; round < 3; ++round) {
        auto one = in_parallel([&] { return running.steps.train("a"); });
        CHECK(running.steps.train("b").status == 200);
        CHECK(one.get().status == 200);
        CHECK(judgement(running.steps.predict("a", "me.jpg")) == alone);
        CHECK(judgement(running.steps.predict("b", "me.jpg")) == alone);
    }
}

TEST_CASE("a prediction during a training is one complete model's, and the newest's") {
    Running running;
    running.prepare("w");
    std::atomic<bool> ended = false;
    std::atomic<std::int64_t> trained = 1;
    const auto predict = [&] {
        std::map<std::int64_t, std::string> said;
        std::int64_t last = 0;
        bool right = true;
        while (!ended) {
            const std::int64_t least = trained;
            const Answer answer = running.steps.predict("w", "me.jpg");
            if (answer.status != 200) return decltype(said){{-1, answer.body}};
            const auto version = answer.json().at("model_version").get<std::int64_t>();
            const auto [entry, is_new] = said.try_emplace(version, judgement(answer));
            right = right && entry->second == judgement(answer) && version >= least && version >= last;
            last = version;
        }
        return right ? said : decltype(said){{-2, "versions or answers were mixed up"}};
    };
    auto one = in_parallel(predict);
    auto other = in_parallel(predict);
    std::map<std::int64_t, std::string> expected = {{1, judgement(running.steps.predict("w", "me.jpg"))}};
    for (int round = 0; round < 8; ++round) {
        const Answer answer = running.steps.train("w", round % 2 == 0 ? 4 : 12);
        CHECK(answer.status == 200);
        trained = answer.json().at("version").get<std::int64_t>();
        expected[trained] = judgement(running.steps.predict("w", "me.jpg"));
    }
    ended = true;
    CHECK(expected.at(2) != expected.at(3));  // so that a mixture would show
    for (auto* client : {&one, &other}) {
        for (const auto& [version, text] : client->get()) {
            INFO(version << ": " << text);
            REQUIRE(expected.contains(version));
            CHECK(expected.at(version) == text);
        }
    }
}

TEST_CASE("a picture that is replaced while it is predicted is the old or the new one") {
    Running running;
    running.prepare("w");
    const std::vector<std::string> pictures = {picture_of(0), picture_of(1)};
    std::vector<std::string> judgements;
    for (const std::string& picture : pictures) {
        REQUIRE(running.steps.upload("w", "it.jpg", picture).status == 200);
        judgements.push_back(judgement(running.steps.predict("w", "it.jpg")));
    }
    REQUIRE(judgements[0] != judgements[1]);
    std::atomic<bool> ended = false;
    auto uploading = in_parallel([&] {
        bool right = true;
        for (unsigned i = 0; !ended; ++i)
            right = running.steps.upload("w", "it.jpg", pictures[i % 2]).status == 200 && right;
        return right;
    });
    auto uploading_too = in_parallel([&] {
        bool right = true;
        for (unsigned i = 1; !ended; ++i)
            right = running.steps.upload("w", "it.jpg", pictures[i % 2]).status == 200 && right;
        return right;
    });
    for (int i = 0; i < 100; ++i) {
        const Answer answer = running.steps.predict("w", "it.jpg");
        INFO(answer.body);
        CHECK(answer.status == 200);
        CHECK((judgement(answer) == judgements[0] || judgement(answer) == judgements[1]));
    }
    ended = true;
    CHECK(uploading.get());
    CHECK(uploading_too.get());
}

TEST_CASE("eight clients that want one data set cause one download") {
    Running running;
    const ServedArchive archive = running.scene.serve_again(7, 500'000);
    std::vector<std::future<Answer>> clients;
    for (int i = 0; i < 8; ++i) {
        clients.push_back(
            in_parallel([&, i] { return running.steps.download("w" + std::to_string(i), archive); }));
    }
    int downloaded = 0;
    for (auto& client : clients) {
        const Answer answer = client.get();
        INFO(answer.body);
        REQUIRE(answer.status == 200);
        CHECK(answer.json().at("sha256") == archive.sha256);
        if (answer.json().at("downloaded").get<bool>()) ++downloaded;
    }
    CHECK(downloaded == 1);
    CHECK(running.scene.source.requests(archive.path).size() == 1);
    for (int i = 0; i < 8; ++i)
        CHECK(running.steps.train("w" + std::to_string(i)).status == 200);
}

TEST_CASE("what is deleted while it is used is missed and comes back") {
    Running running;
    running.prepare("w");
    running.prepare("steady");
    std::atomic<bool> ended = false;
    auto training = in_parallel([&] {
        std::map<long, int> statuses;
        while (!ended)
            ++statuses[running.steps.train("w").status];
        return statuses;
    });
    for (int round = 0; round < 10; ++round) {
        const auto victim = round % 2 == 0 ? running.scene.data() / "datasets" / small_faces().sha256
                                           : running.scene.data() / "workspaces/w/models";
        std::error_code raced;  // the server adds while this removes
        fs::remove_all(victim, raced);
        const Answer missed = running.steps.predict("w", "me.jpg");
        INFO(missed.body);
        CHECK((missed.status == 200 || missed.status == 404));
        CHECK(running.steps.predict("steady", "me.jpg").status == 200);
        const Answer again = running.steps.download("w");
        CHECK((again.status == 200 || again.status == 409));
    }
    ended = true;
    for (const auto& [status, count] : training.get()) {
        INFO(status << " x " << count);
        CHECK((status == 200 || status == 404 || status == 409 || status == 422 || status == 500));
    }
    running.prepare("w");
    CHECK(running.steps.predict("w", "me.jpg").status == 200);
}
