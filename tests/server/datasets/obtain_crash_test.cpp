#include <algorithm>
#include <chrono>
#include <csignal>
#include <map>
#include <poll.h>
#include <random>
#include <spawn.h>
#include <string>
#include <unistd.h>
#include <vector>

#include "datasets/data_set_store.hpp"
#include "tests/catch.hpp"
#include "tests/server/datasets/archive_writer.hpp"
#include "tests/server/datasets/file_server.hpp"
#include "tests/server/storage/child_process.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces::service;
using Clock = std::chrono::steady_clock;
namespace fs = std::filesystem;

namespace {

constexpr int disk_error = 10 + static_cast<int>(ObtainError::Kind::disk);

/// The program that obtains a data set, running.
class Obtaining {
  public:
    Obtaining(const fs::path& root, const std::string& url, const Sha256& digest,
              const std::string& max_bytes = "") {
        if (::pipe(alive_) != 0) throw std::runtime_error("no pipe");
        std::vector<std::string> words = {GASWORKS_BINARY_DIR "/tests/obtain_data_set", root.string(), url,
                                          digest.hex()};
        if (!max_bytes.empty()) words.push_back(max_bytes);
        std::vector<char*> arguments;
        arguments.reserve(words.size() + 1);
        for (std::string& word : words)
            arguments.push_back(word.data());
        arguments.push_back(nullptr);
        if (::posix_spawn(&process_, arguments[0], nullptr, nullptr, arguments.data(), environ) != 0) {
            throw std::runtime_error("cannot start " + words[0]);
        }
        ::close(alive_[1]);  // the child's copy stays open as long as the child lives
    }
    Obtaining(const Obtaining&) = delete;
    Obtaining& operator=(const Obtaining&) = delete;
    ~Obtaining() { ::close(alive_[0]); }

    /// The exit code; 1000 + SIGKILL where it was killed after `limit`.
    int wait_or_kill_after(std::chrono::microseconds limit) const {
        pollfd end = {alive_[0], POLLIN, 0};
        timespec timeout = {};
        timeout.tv_sec = static_cast<time_t>(limit.count() / 1'000'000);
        timeout.tv_nsec = static_cast<decltype(timeout.tv_nsec)>(limit.count() % 1'000'000 * 1000);
        if (::ppoll(&end, 1, &timeout, nullptr) == 0) ::kill(process_, SIGKILL);
        return wait_for(process_);
    }
    int wait() const { return wait_for(process_); }

  private:
    pid_t process_ = 0;
    int alive_[2] = {-1, -1};
};

/// Every file below a folder, and what is in it.
std::map<std::string, std::string> tree_of(const fs::path& folder) {
    std::map<std::string, std::string> tree;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) {
            tree[entry.path().lexically_relative(folder).string()] = contents_of(entry.path());
        }
    }
    return tree;
}

struct Scene {
    TemporaryFolder folder;
    FileServer server;
    std::string archive = small_data_set(30, 20, 3000);
    Sha256 digest = sha256_of(archive);
    std::map<std::string, std::string> expected;
    std::string url = server.url("/a.tgz");

    Scene() {
        put_file(folder / "archive", archive);
        if (!extract(folder / "archive", folder / "expected", {}, nullptr, {}))
            throw std::runtime_error("extract");
        expected = tree_of(folder / "expected");
        ServedFile served;
        served.body = archive;
        served.rate = 8'000'000;
        server.serve("/a.tgz", served);
    }

    /// What has a name is whole; what is not whole has a temporary name.
    /// \return whether the data set is there
    bool check_invariants(const fs::path& root) const {
        bool found = false;
        if (fs::exists(root / "datasets")) {
            for (const std::string& name : names_in(root / "datasets")) {
                if (name.starts_with(".tmp-")) continue;
                found = true;
                CHECK(name == digest.hex());
                CHECK(fs::exists(root / "datasets" / name / "dataset.json"));
                CHECK((tree_of(root / "datasets" / name / "files") == expected));
            }
        }
        if (fs::exists(root / "downloads")) {
            for (const std::string& name : names_in(root / "downloads")) {
                if (name.starts_with(".tmp-") || name.ends_with(".json")) continue;
                CHECK(name == digest.hex() + ".part");
                CHECK(archive.starts_with(contents_of(root / "downloads" / name)));
            }
        }
        return found;
    }

    void check_complete(const fs::path& root) const {
        CHECK(check_invariants(root));
        CHECK(names_in(root / "datasets") == std::vector<std::string>{digest.hex()});
        CHECK(names_in(root / "downloads").empty());
    }
};

}  // namespace

TEST_CASE("a process killed at any moment leaves what is whole, and the next one finishes") {
    const Scene scene;
    const auto begin = Clock::now();
    REQUIRE(Obtaining(scene.folder / "undisturbed", scene.url, scene.digest).wait() == 0);
    const auto needed = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin);
    scene.check_complete(scene.folder / "undisturbed");

    std::mt19937 random(
        11);  // NOLINT(cert-msc51-cpp): the same moments in every run, as far as the clock allows
    int killed = 0;
    int root_number = 0;
    fs::path root = scene.folder / "root";
    for (int round = 0; round < 25; ++round) {
        const auto moment = needed * static_cast<long>(random() % 1000) / 1000;
        const int code = Obtaining(root, scene.url, scene.digest).wait_or_kill_after(moment);
        INFO("round " << round << ", killed after " << moment.count() << " of " << needed.count() << " us");
        CHECK((code == 0 || code == 1000 + SIGKILL));
        if (code != 0) ++killed;
        const bool found = scene.check_invariants(root);
        if (code == 0) CHECK(found);
        // Either goes on from there, or, now and then, must finish and then starts anew.
        if (found || round % 3 == 2) {
            CHECK(Obtaining(root, scene.url, scene.digest).wait() == 0);
            scene.check_complete(root);
            root = scene.folder / ("root" + std::to_string(++root_number));
        }
    }
    CHECK(killed >= 5);
}

TEST_CASE("a process killed while it extracts leaves no data set, and the archive for the next") {
    const Scene scene;
    const fs::path root = scene.folder / "root";
    int interrupted = 0;
    for (int round = 0; round < 10; ++round) {
        const Obtaining obtaining(root, scene.url, scene.digest);
        // From the first extracted file on, at a later moment in each round.
        const auto deadline = Clock::now() + std::chrono::seconds(60);
        const auto is_extracting = [&] {
            if (!fs::exists(root / "datasets")) return false;
            for (const std::string& name : names_in(root / "datasets")) {
                if (name == scene.digest.hex()) return true;
                std::error_code gone;
                if (fs::exists(root / "datasets" / name / "files" / "lfw_funneled", gone)) return true;
            }
            return false;
        };
        while (!is_extracting() && Clock::now() < deadline) {
        }
        const int code = obtaining.wait_or_kill_after(std::chrono::microseconds(500 * round));
        if (scene.check_invariants(root)) break;
        CHECK(code == 1000 + SIGKILL);
        CHECK(contents_of(root / "downloads" / (scene.digest.hex() + ".part")) == scene.archive);
        ++interrupted;
    }
    CHECK(interrupted >= 1);
    CHECK(Obtaining(root, scene.url, scene.digest).wait() == 0);
    scene.check_complete(root);
    CHECK(scene.server.requests("/a.tgz").size() == 1);
}

TEST_CASE("a full disk is an error, shows nothing half-written, and is over when there is room") {
    const Scene scene;
    const fs::path root = scene.folder / "root";
    SECTION("while downloading") {
        CHECK(Obtaining(root, scene.url, scene.digest, "300000").wait() == disk_error);
        CHECK_FALSE(scene.check_invariants(root));
        CHECK(names_in(root / "datasets").empty());
        CHECK(fs::file_size(root / "downloads" / (scene.digest.hex() + ".part")) == 300'000);
        CHECK(Obtaining(root, scene.url, scene.digest).wait() == 0);
        scene.check_complete(root);
    }
    SECTION("while extracting") {
        FileServer server;
        ServedFile served;
        served.body = tar_gz_of({{"Ann/1.jpg", "x"}, {"Ann/2.jpg", "", EntryToWrite::Type::file, 5'000'000}});
        server.serve("/b.tgz", served);
        const Sha256 digest = sha256_of(served.body);
        CHECK(Obtaining(root, server.url("/b.tgz"), digest, "1000000").wait() == disk_error);
        CHECK(names_in(root / "datasets").empty());
        CHECK(names_in(root / "downloads").size() == 2);
        CHECK(Obtaining(root, server.url("/b.tgz"), digest).wait() == 0);
        CHECK(fs::file_size(root / "datasets" / digest.hex() / "files/Ann/2.jpg") == 5'000'000);
        CHECK(server.requests("/b.tgz").size() == 1);
    }
}
