// SIGKILL at any moment: the server starts again and serves the last complete state.
#include <atomic>
#include <csignal>
#include <random>
#include <thread>

#include "tests/catch.hpp"
#include "tests/server/datasets/file_server.hpp"
#include "tests/server/service/faces.hpp"
#include "tests/server/service/http_client.hpp"
#include "tests/server/service/running_server.hpp"
#include "tests/temporary_folder.hpp"

namespace {

const std::string steps = "/cloudmesh/EigenfacesSVM";

/// Sends one request after the other until the server is gone; counts what was answered with 200.
class Client {
  public:
    template <class Send>
    explicit Client(Send send)
        : thread_([this, send]() mutable {
              try {
                  while (!ended_) {
                      if (send().status == 200) ++answered_;
                      ++sent_;
                  }
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
    int answered() const { return answered_; }

  private:
    std::atomic<bool> ended_ = false;
    std::atomic<int> answered_ = 0;
    std::atomic<int> sent_ = 0;
    std::thread thread_;
};

struct Scene {
    Scene() {
        ServedFile file;
        file.body = small_faces().archive;
        source.serve("/faces.tgz", file);
    }
    std::vector<std::string> flags() const {
        return {"--dataset-url", source.url("/faces.tgz"), "--dataset-sha256", small_faces().sha256};
    }
    std::filesystem::path data() const { return folder / "data"; }
    std::string train_path() const {
        return steps + "/train?min_faces_per_person=" + std::to_string(small_faces().min_faces);
    }

    FileServer source;
    TemporaryFolder folder;
};

/// Waits for a moment within the next `most` milliseconds, another one each time.
void wait_a_moment(std::mt19937& random, unsigned most) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::microseconds(random() % (most * 1000));
    while (std::chrono::steady_clock::now() < until)
        std::this_thread::yield();
}

bool has_leftovers(const std::filesystem::path& folder) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.path().filename().string().starts_with(".tmp-")) return true;
    }
    return false;
}

}  // namespace

TEST_CASE("killed while downloading, the server starts again and gets the data set") {
    Scene scene;
    std::mt19937 random(1);
    for (int round = 0; round < 8; ++round) {
        INFO(round);
        std::filesystem::remove_all(scene.data() / "datasets");
        {
            RunningServer server(scene.data(), scene.flags());
            const Client client(
                [&] { return http_request("POST", server.base() + steps + "/download_data"); });
            wait_a_moment(random, 60);
            server.signal(SIGKILL);
            CHECK(server.wait() == 128 + SIGKILL);
        }
        const RunningServer server(scene.data(), scene.flags());
        CHECK_FALSE(has_leftovers(scene.data()));
        REQUIRE(http_request("POST", server.base() + steps + "/download_data").status == 200);
        REQUIRE(http_request("POST", server.base() + scene.train_path()).status == 200);
    }
}

TEST_CASE("killed while training, the server starts again with the last complete model") {
    Scene scene;
    std::mt19937 random(2);
    {
        const RunningServer server(scene.data(), scene.flags());
        REQUIRE(http_request("POST", server.base() + steps + "/download_data").status == 200);
        REQUIRE(
            http_upload(server.base() + "/cloudmesh/upload", {{"upload", "me.jpg", small_faces().picture}})
                .status == 200);
        REQUIRE(http_request("POST", server.base() + scene.train_path()).status == 200);
    }
    std::int64_t complete = 1;
    for (int round = 0; round < 8; ++round) {
        INFO(round);
        int answered = 0;
        {
            RunningServer server(scene.data(), scene.flags());
            const Client client([&] { return http_request("POST", server.base() + scene.train_path()); });
            wait_a_moment(random, 120);
            server.signal(SIGKILL);
            CHECK(server.wait() == 128 + SIGKILL);
            answered = client.answered();
        }
        const RunningServer server(scene.data(), scene.flags());
        CHECK_FALSE(has_leftovers(scene.data()));
        const Answer predicted = http_get(server.base() + steps + "/predict?image_file_paths=me.jpg",
                                          {"Accept: application/json"});
        INFO(predicted.body);
        REQUIRE(predicted.status == 200);
        CHECK(predicted.json()["predictions"][0]["name"] == small_faces().person);
        // Every model that was reported is there; one more may have been stored when the answer was cut off.
        const auto version = predicted.json()["model_version"].get<std::int64_t>();
        CHECK(version >= complete + answered);
        CHECK(version <= complete + answered + 1);
        complete = version;
    }
}

TEST_CASE("killed while uploading, a picture is the old one or the new one, whole") {
    Scene scene;
    std::mt19937 random(3);
    const std::string& first = small_faces().picture;
    const std::string second =
        first + std::string(300'000, '\0');  // decodes the same: what follows the picture's end is ignored
    const auto file = scene.data() / "workspaces" / "default" / "uploads" / "me.jpg";
    {
        const RunningServer server(scene.data(), scene.flags());
        REQUIRE(http_upload(server.base() + "/cloudmesh/upload", {{"upload", "me.jpg", first}}).status ==
                200);
        REQUIRE(http_upload(server.base() + "/cloudmesh/upload", {{"upload", "me.jpg", second}}).status ==
                200);
    }
    for (int round = 0; round < 10; ++round) {
        INFO(round);
        {
            RunningServer server(scene.data(), scene.flags());
            bool other = false;
            const Client client([&]() mutable {
                other = !other;
                return http_upload(server.base() + "/cloudmesh/upload",
                                   {{"upload", "me.jpg", other ? first : second}});
            });
            wait_a_moment(random, 40);
            server.signal(SIGKILL);
            CHECK(server.wait() == 128 + SIGKILL);
        }
        const std::string stored = contents_of(file);
        const bool whole = stored == first || stored == second;
        CHECK(whole);
        const RunningServer server(scene.data(), scene.flags());
        CHECK_FALSE(has_leftovers(scene.data()));
    }
}
