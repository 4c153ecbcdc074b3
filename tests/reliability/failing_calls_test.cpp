// Every call that touches the disk fails in turn: the answer says so, what was stored stays, and the next
// request works.
#include <cerrno>
#include <functional>
#include <iostream>
#include <optional>

#include "tests/catch.hpp"
#include "tests/reliability/call_failures.hpp"
#include "tests/reliability/effort.hpp"
#include "tests/reliability/scene.hpp"
#include "tests/reliability/stored_state.hpp"

namespace {

namespace fs = std::filesystem;
using How = FailingCall::How;

struct Failure {
    const char* name;
    int error_number;
    How how;
};

/// A full disk refuses what comes later as well; a medium may fail once.
std::vector<Failure> failures() {
    std::vector<Failure> all = {{"ENOSPC from there on", ENOSPC, How::onward}, {"EIO once", EIO, How::once}};
    if (full_effort()) {
        all.push_back({"ENOSPC once", ENOSPC, How::once});
        all.push_back({"EDQUOT once", EDQUOT, How::once});
        all.push_back({"EDQUOT from there on", EDQUOT, How::onward});
        all.push_back({"EIO from there on", EIO, How::onward});
    }
    return all;
}

/// A server whose calls can be made to fail.
struct FragileServer {
    FragileServer() : failing(data(), scene.folder / "control") { start(); }

    fs::path data() const { return fs::canonical(scene.folder.path()) / "data"; }
    void start() {
        server.reset();
        server.emplace(data(), scene.flags());
        steps.emplace(*server, scene.source);
    }

    Scene scene;
    CallFailures failing;
    std::optional<RunningServer> server;
    std::optional<Steps> steps;
    const std::string first = small_faces().picture;
    const std::string second = first + std::string(20'000, '\0');  // decodes the same
};

void check_is_problem(const Answer& answer, const Failure& failure) {
    const bool is_full = failure.error_number == ENOSPC || failure.error_number == EDQUOT;
    CHECK(answer.status == (is_full ? 507 : 500));
    CHECK(answer.headers.at("content-type") == "application/problem+json");
    CHECK(answer.json().at("status") == answer.status);
    CHECK_FALSE(answer.json().at("detail").get<std::string>().empty());
}

struct Operation {
    std::function<void()> prepare;  ///< so that there is something to do
    std::function<Answer()> run;
    std::function<bool()> is_stored;  ///< after an answer with 200
    std::function<bool()> is_kept;    ///< after another one
};

/// The call to fail after the n-th of about `calls`: in the short form only some of those in the middle,
/// which read or write one picture after the other.
std::int64_t next_call(std::int64_t n, std::int64_t calls) {
    const bool is_in_the_middle = n > 10 && n < calls - 25;
    return n + (is_in_the_middle && !full_effort() ? 11 : 1);
}

/// n = 1, 2, ... until nothing fails any more; how many calls were made to fail.
int fail_each_call(FragileServer& fragile, const Failure& failure, const Operation& operation) {
    const std::vector<std::string> pictures = {fragile.first, fragile.second};
    operation.prepare();
    const std::int64_t calls = fragile.failing.count([&] { CHECK(operation.run().status == 200); });
    int failed = 0;
    for (std::int64_t n = 1;; n = next_call(n, calls)) {
        operation.prepare();
        fragile.failing.arm(n, failure.error_number, failure.how);
        const Answer answer = operation.run();
        fragile.failing.disarm();
        INFO(failure.name << ", call " << n << ": " << fragile.failing.first() << ": " << answer.status << ' '
                          << answer.body);
        if (fragile.failing.failed() == 0) {
            CHECK(answer.status == 200);
            CHECK(operation.is_stored());
            return failed;
        }
        ++failed;
        if (answer.status == 200) {
            CHECK(operation.is_stored());
        } else {
            check_is_problem(answer, failure);
            CHECK(operation.is_kept());
        }
        CHECK(violations(fragile.data(), pictures) == std::vector<std::string>());
        // A file that can't be removed now is removed at the next start.
        const bool could_remove = failure.how == How::once && !fragile.failing.first().starts_with("unlink");
        if (could_remove || failure.error_number != EIO)
            CHECK(leftovers(fragile.data()) == std::vector<std::string>());
        CHECK(fragile.steps->ready().status == 200);
        const Answer next = operation.run();
        INFO("then " << next.status << ' ' << next.body);
        REQUIRE(next.status == 200);
        CHECK(operation.is_stored());
    }
}

void fail_each_call_in_every_way(FragileServer& fragile, const std::string& name,
                                 const Operation& operation) {
    for (const Failure& failure : failures()) {
        const int calls = fail_each_call(fragile, failure, operation);
        std::cout << name << ": " << failure.name << ": " << calls << " calls failed in turn\n";
        fragile.start();
        CHECK(leftovers(fragile.data()) == std::vector<std::string>());
    }
}

}  // namespace

TEST_CASE("each call of an upload fails in turn") {
    FragileServer fragile;
    int number = 0;
    std::string workspace;
    const auto stored = [&] {
        const fs::path file = fragile.data() / "workspaces" / workspace / "uploads" / "me.jpg";
        return fs::exists(file) ? contents_of(file) : std::string();
    };
    Operation operation;
    operation.run = [&] { return fragile.steps->upload(workspace, "me.jpg", fragile.second); };
    operation.is_stored = [&] { return stored() == fragile.second; };
    SECTION("to a new workspace") {
        operation.prepare = [&] { workspace = "w" + std::to_string(++number); };
        operation.is_kept = [&] { return stored().empty() || stored() == fragile.second; };
        fail_each_call_in_every_way(fragile, "upload to a new workspace", operation);
    }
    SECTION("over a picture of the same name") {
        workspace = "w";
        operation.prepare = [&] {
            REQUIRE(fragile.steps->upload(workspace, "me.jpg", fragile.first).status == 200);
        };
        operation.is_kept = [&] { return stored() == fragile.first || stored() == fragile.second; };
        fail_each_call_in_every_way(fragile, "upload over a picture", operation);
    }
}

TEST_CASE("each call of a training fails in turn") {
    FragileServer fragile;
    REQUIRE(fragile.steps->download("w").status == 200);
    REQUIRE(fragile.steps->upload("w", "me.jpg", fragile.first).status == 200);
    REQUIRE(fragile.steps->train("w").status == 200);
    const fs::path cache = fragile.data() / "datasets" / small_faces().sha256 / "faces";
    const auto version = [&] {
        const Answer answer = fragile.steps->predict("w", "me.jpg");
        INFO(answer.body);
        REQUIRE(answer.status == 200);
        CHECK(answer.json().at("predictions").at(0).at("name") == small_faces().person);
        return answer.json().at("model_version").get<int>();
    };
    int before = 0;
    std::optional<int> reported;
    Operation operation;
    operation.run = [&] {
        Answer answer = fragile.steps->train("w");
        reported.reset();
        if (answer.status == 200) reported = answer.json().at("version").get<int>();
        return answer;
    };
    operation.is_stored = [&] { return reported == version(); };
    // Where only the folder's flush failed, the new model is there, whole.
    operation.is_kept = [&] { return version() == before || version() == before + 1; };
    SECTION("with the pictures to decode") {
        operation.prepare = [&] {
            fs::remove(cache);
            before = version();
        };
        fail_each_call_in_every_way(fragile, "train", operation);
    }
    SECTION("with the faces decoded before") {
        operation.prepare = [&] { before = version(); };
        fail_each_call_in_every_way(fragile, "train again", operation);
    }
}

TEST_CASE("each call of a download fails in turn") {
    FragileServer fragile;
    const fs::path data_set = fragile.data() / "datasets" / small_faces().sha256;
    int number = 0;
    std::string workspace;
    Operation operation;
    operation.run = [&] { return fragile.steps->download(workspace); };
    operation.is_stored = [&] {
        return fs::exists(data_set) &&
               fs::exists(fragile.data() / "workspaces" / workspace / "data_set.json");
    };
    // What arrived stays for the next try; nothing else is promised.
    operation.is_kept = [] { return true; };
    SECTION("of a data set that is not here") {
        operation.prepare = [&] {
            workspace = "w" + std::to_string(++number);
            fs::remove_all(data_set);
        };
        fail_each_call_in_every_way(fragile, "download", operation);
    }
    SECTION("of a data set that is here") {
        operation.prepare = [&] { workspace = "w" + std::to_string(++number); };
        REQUIRE(fragile.steps->download("w0").status == 200);
        fail_each_call_in_every_way(fragile, "choose a data set", operation);
    }
}

TEST_CASE("each call of a start fails in turn") {
    FragileServer fragile;
    REQUIRE(fragile.steps->upload("w", "me.jpg", fragile.first).status == 200);
    fragile.server.reset();
    for (const Failure& failure : failures()) {
        for (int n = 1;; ++n) {
            put_file(fragile.data() / "datasets" / ".tmp-0123456789abcdef" / "files" / "half", "half");
            put_file(fragile.data() / "workspaces" / "w" / "uploads" / ".tmp-0123456789abcdef", "half");
            fragile.failing.arm(n, failure.error_number, failure.how);
            try {
                fragile.start();
            } catch (const std::runtime_error& error) {
                // 2: said why in one line.
                CHECK_THAT(error.what(), ContainsSubstring("ended at once with 2"));
            }
            fragile.failing.disarm();
            INFO(failure.name << ", call " << n << ": " << fragile.failing.first());
            fragile.start();
            CHECK(leftovers(fragile.data()) == std::vector<std::string>());
            CHECK(contents_of(fragile.data() / "workspaces" / "w" / "uploads" / "me.jpg") == fragile.first);
            CHECK(fragile.steps->ready().status == 200);
            fragile.server.reset();
            if (fragile.failing.failed() == 0) break;
        }
    }
}

TEST_CASE("a write or a flush that a signal interrupts is taken up again") {
    FragileServer fragile;
    int number = 0;
    std::string workspace;
    const auto once_each = [&](const std::function<Answer()>& run) {
        const std::int64_t calls = 100;
        for (std::int64_t n = 1;; n = next_call(n, calls)) {
            workspace = "w" + std::to_string(number);
            fragile.failing.arm(n, EINTR, How::once);
            const Answer answer = run();
            fragile.failing.disarm();
            INFO("call " << n << ": " << fragile.failing.first() << ": " << answer.body);
            CHECK(answer.status == 200);
            CHECK(violations(fragile.data(), {fragile.first}) == std::vector<std::string>());
            if (fragile.failing.failed() == 0) return;
        }
    };
    once_each([&] {
        fs::remove_all(fragile.data() / "datasets" / small_faces().sha256);
        workspace = "w" + std::to_string(++number);
        return fragile.steps->download(workspace);
    });
    once_each([&] { return fragile.steps->train(workspace); });
    once_each([&] { return fragile.steps->upload(workspace, "me.jpg", fragile.first); });
    CHECK(fragile.steps->predict(workspace, "me.jpg").status == 200);
}
