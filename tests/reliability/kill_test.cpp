// SIGKILL at random moments, while everything is going on at once: what was answered is kept, what is half
// done is never seen. 12 rounds; GASWORKS_RELIABILITY=full makes it 200, GASWORKS_SEED chooses the moments.
#include <atomic>
#include <chrono>
#include <csignal>
#include <functional>
#include <iostream>
#include <map>
#include <mutex>
#include <random>
#include <thread>

#include "tests/catch.hpp"
#include "tests/reliability/effort.hpp"
#include "tests/reliability/scene.hpp"
#include "tests/reliability/stored_state.hpp"

namespace {

namespace fs = std::filesystem;

/// Sends one request after the other until the server is gone.
class Client {
  public:
    explicit Client(std::function<void()> send)
        : thread_([this, send = std::move(send)] {
              try {
                  while (!ended_)
                      send();
              } catch (const std::exception&) {
                  // The server was killed.
              }
          }) {}
    ~Client() {
        ended_ = true;
        thread_.join();
    }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

  private:
    std::atomic<bool> ended_ = false;
    std::thread thread_;
};

/// What was answered with 200, and so has to be there after a kill.
struct Promised {
    std::mutex mutex;
    std::vector<std::string> data_sets;           ///< by SHA-256
    std::map<std::string, std::string> pictures;  ///< by name: the bytes
    std::int64_t version = 0;                     ///< of the newest model
};

void wait_a_moment(std::mt19937& random, unsigned most_milliseconds) {
    const auto until =
        std::chrono::steady_clock::now() + std::chrono::microseconds(random() % (most_milliseconds * 1000));
    std::this_thread::sleep_until(until);
}

unsigned seed() {
    const char* given = std::getenv("GASWORKS_SEED");
    return given == nullptr ? std::random_device()() : static_cast<unsigned>(std::stoul(given));
}

const std::string& first_picture() {
    return small_faces().picture;
}

const std::string& second_picture() {
    static const std::string bytes = first_picture() + std::string(200'000, '\0');  // decodes the same
    return bytes;
}

/// One life of a server with all its clients, until it is killed.
void live_and_be_killed(Scene& scene, Promised& promised, std::mt19937& random, unsigned round) {
    RunningServer server(scene.data(), scene.flags());
    const Steps steps(server, scene.source);
    // A damaged data set is replaced and removed.
    const fs::path record = scene.data() / "datasets" / small_faces().sha256 / "dataset.json";
    if (round % 3 == 0) put_file(record, "{");
    const ServedArchive archive = scene.serve_again(round, 2'000'000 + random() % 20'000'000);
    int number = 0;
    bool other = false;
    const Client downloading([&] {
        if (steps.download("fetching", archive).status != 200) return;
        const std::lock_guard lock(promised.mutex);
        if (promised.data_sets.empty() || promised.data_sets.back() != archive.sha256)
            promised.data_sets.push_back(archive.sha256);
    });
    const Client repairing([&] { steps.download("repairing"); });
    const Client training([&] {
        const Answer answer = steps.train("training");
        if (answer.status != 200) return;
        const std::lock_guard lock(promised.mutex);
        promised.version = std::max(promised.version, answer.json().at("version").get<std::int64_t>());
    });
    const Client replacing([&] {
        other = !other;
        steps.upload("training", "me.jpg", other ? first_picture() : second_picture());
    });
    const Client uploading([&] {
        // Few names, so that the folder stays small, each of them with one kind of bytes.
        const std::string name = std::to_string(++number % 20) + ".jpg";
        const std::string& bytes = number % 2 == 0 ? first_picture() : second_picture();
        if (steps.upload("uploading", name, bytes).status != 200) return;
        const std::lock_guard lock(promised.mutex);
        promised.pictures[name] = bytes;
    });
    wait_a_moment(random, 400);
    server.signal(SIGKILL);
    CHECK(server.wait() == 128 + SIGKILL);
}

void check_promises(const Scene& scene, const Promised& promised) {
    for (const std::string& sha256 : promised.data_sets)
        CHECK(fs::exists(scene.data() / "datasets" / sha256 / "dataset.json"));
    for (const auto& [name, bytes] : promised.pictures)
        CHECK((contents_of(scene.data() / "workspaces/uploading/uploads" / name) == bytes));
}

/// All four steps, and that the newest model is in use.
void check_service(const Steps& steps, Promised& promised) {
    const auto version_of = [](const Answer& answer) {
        INFO(answer.body);
        REQUIRE(answer.status == 200);
        CHECK(answer.json().at("predictions").at(0).at("name") == small_faces().person);
        return answer.json().at("model_version").get<std::int64_t>();
    };
    // One more may have been stored whose answer was cut off.
    const std::int64_t version = version_of(steps.predict("training", "me.jpg"));
    CHECK(version >= promised.version);
    CHECK(version <= promised.version + 1);
    CHECK(steps.ready().status == 200);
    REQUIRE(steps.download("repairing").status == 200);
    REQUIRE(steps.download("training").status == 200);
    REQUIRE(steps.upload("training", "me.jpg", first_picture()).status == 200);
    const Answer trained = steps.train("training");
    INFO(trained.body);
    REQUIRE(trained.status == 200);
    promised.version = trained.json().at("version").get<std::int64_t>();
    CHECK(promised.version == version + 1);
    CHECK(version_of(steps.predict("training", "me.jpg")) == promised.version);
}

}  // namespace

TEST_CASE("killed at any moment, the server keeps what it promised") {
    const unsigned rounds = full_effort() ? 200 : 12;
    const unsigned first_seed = seed();
    std::cout << rounds << " rounds, GASWORKS_SEED=" << first_seed << '\n';
    std::mt19937 random(first_seed);
    Scene scene;
    Promised promised;
    {
        const RunningServer server(scene.data(), scene.flags());
        const Steps steps(server, scene.source);
        REQUIRE(steps.download("training").status == 200);
        REQUIRE(steps.upload("training", "me.jpg", first_picture()).status == 200);
        REQUIRE(steps.train("training").status == 200);
        promised.version = 1;
    }
    for (unsigned round = 0; round < rounds; ++round) {
        INFO("round " << round << ", seed " << first_seed);
        live_and_be_killed(scene, promised, random, round);
        auto wrong = violations(scene.data(), {first_picture(), second_picture()});
        // The record that this test itself has damaged.
        std::erase_if(wrong, [](const std::string& line) {
            return line.find(small_faces().sha256 + " cannot read") != std::string::npos;
        });
        CHECK(wrong == std::vector<std::string>());
        const RunningServer server(scene.data(), scene.flags());
        CHECK(leftovers(scene.data()) == std::vector<std::string>());
        check_promises(scene, promised);
        check_service(Steps(server, scene.source), promised);
    }
    std::cout << promised.data_sets.size() << " data sets, " << promised.version << " models, "
              << promised.pictures.size() << " pictures were promised and kept\n";
}
