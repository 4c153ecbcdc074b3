// A small file system that is filled to every level. Needs the right to mount one.
#include <cerrno>
#include <chrono>
#include <cstring>
#include <functional>
#include <iostream>
#include <optional>
#include <sys/mount.h>
#include <thread>

#include "tests/catch.hpp"
#include "tests/reliability/effort.hpp"
#include "tests/reliability/scene.hpp"
#include "tests/reliability/stored_state.hpp"

namespace {

namespace fs = std::filesystem;

/// A tmpfs of 8 MB, as long as this lives.
class SmallDisk {
  public:
    explicit SmallDisk(fs::path place) : place_(std::move(place)) {
        fs::create_directories(place_);
        is_mounted_ = ::mount("tmpfs", place_.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, "size=8m") == 0;
        if (!is_mounted_) error_ = std::strerror(errno);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    ~SmallDisk() {
        if (is_mounted_) ::umount2(place_.c_str(), MNT_DETACH);
    }

    bool is_mounted() const { return is_mounted_; }
    const std::string& error() const { return error_; }
    const fs::path& path() const { return place_; }

    std::uint64_t free_bytes() const { return fs::space(place_).available; }
    void fill_but(std::uint64_t bytes) const {
        clear();
        const std::uint64_t available = free_bytes();
        if (available > bytes) put_file(place_ / "ballast", std::string(available - bytes, '\1'));
    }
    void clear() const { fs::remove(place_ / "ballast"); }

  private:
    fs::path place_;
    bool is_mounted_ = false;
    std::string error_;
};

struct Step {
    const char* name;
    std::function<void()> prepare;
    std::function<Answer()> run;
};

}  // namespace

TEST_CASE("a full disk is told and harms nothing") {
    Scene scene;
    const SmallDisk disk(scene.folder / "disk");
    if (!disk.is_mounted()) {
        WARN("skipped: a tmpfs can't be mounted here (" << disk.error() << "); run it as root");
        return;
    }
    const fs::path data = disk.path() / "data";
    const fs::path data_set = data / "datasets" / small_faces().sha256;
    std::optional<RunningServer> server;
    std::optional<Steps> steps;
    const auto start = [&] {
        server.reset();
        auto flags = scene.flags();
        // The disk is too small for the room that /readyz asks for otherwise.
        flags.insert(flags.end(), {"--min-free-space", "0"});
        server.emplace(data, flags);
        steps.emplace(*server, scene.source);
    };
    start();
    const std::string picture = small_faces().picture + std::string(50'000, '\0');
    const std::vector<std::string> pictures = {small_faces().picture, picture};
    REQUIRE(steps->download("w").status == 200);
    REQUIRE(steps->upload("w", "me.jpg", small_faces().picture).status == 200);
    REQUIRE(steps->train("w").status == 200);
    const auto judgement = [&] { return steps->predict("w", "me.jpg").json().at("predictions").dump(); };
    const std::string before = judgement();

    int number = 0;
    std::string workspace;
    const auto new_workspace = [&] { workspace = "w" + std::to_string(++number); };
    const std::vector<Step> operations = {
        {"upload", new_workspace, [&] { return steps->upload(workspace, "me.jpg", picture); }},
        {"download",
         [&] {
             new_workspace();
             fs::remove_all(data_set);
         },
         [&] { return steps->download(workspace); }},
        {"choose", new_workspace, [&] { return steps->download(workspace); }},
        {"train", [&] { fs::remove(data_set / "faces"); }, [&] { return steps->train("w"); }},
    };
    const std::uint64_t level_step = full_effort() ? 4096 : 65'536;
    for (const Step& operation : operations) {
        int full = 0;
        int stored = 0;
        // Up to the first level at which there is room enough, and a little above it.
        for (std::uint64_t room = 0; stored < 3; room += level_step) {
            REQUIRE(room < 8'000'000);
            operation.prepare();
            disk.fill_but(room);
            INFO(operation.name << " with " << room << " bytes left");
            const Answer answer = operation.run();
            INFO(answer.body);
            if (answer.status == 200) {
                ++stored;
            } else {
                ++full;
                CHECK(answer.status == 507);
                CHECK(answer.headers.at("content-type") == "application/problem+json");
                CHECK_FALSE(answer.json().at("detail").get<std::string>().empty());
            }
            // What was there is there and works, with the disk still full.
            CHECK(judgement() == before);
            CHECK(violations(data, pictures) == std::vector<std::string>());
            CHECK(leftovers(data) == std::vector<std::string>());
            disk.clear();
            CHECK(steps->ready().status == 200);
            REQUIRE(operation.run().status == 200);
            // Workspaces and models add up on a small disk.
            for (const auto& entry : fs::directory_iterator(data / "workspaces")) {
                if (entry.path().filename() != "w") fs::remove_all(entry.path());
            }
        }
        std::cout << operation.name << ": " << full << " levels too full\n";
        CHECK(full > 0);
    }

    // A server starts on a full disk and predicts; it only says that it is not ready to store anything.
    disk.fill_but(0);
    start();
    CHECK(judgement() == before);
    const Answer ready = steps->ready();
    CHECK(ready.status == 503);
    CHECK_THAT(ready.body, ContainsSubstring("No space left on device"));
    disk.clear();
    // The server looks once a second at most.
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (steps->ready().status != 200 && std::chrono::steady_clock::now() < deadline)
        std::this_thread::yield();
    CHECK(steps->ready().status == 200);
    CHECK(steps->train("w").status == 200);
}
