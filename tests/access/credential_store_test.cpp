#include "access/credential_store.hpp"

#include <sys/stat.h>
#include <thread>

#include "access/password.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace gasworks::access;
using gasworks::http::Credentials;

using Catch::Matchers::StartsWith;

namespace {

/// A file that others can't read, put in place as a whole.
void replace(const std::filesystem::path& file, const std::string& contents) {
    put_file(file.string() + ".new", contents);
    chmod((file.string() + ".new").c_str(), 0600);
    std::filesystem::rename(file.string() + ".new", file);
}

struct Scene {
    TemporaryFolder folder;
    std::string file = (folder / "auth").string();
    std::string key = new_api_key();
    std::vector<std::pair<std::string, bool>> reports;
    std::optional<CredentialStore> store;

    Scene() {
        replace(file, "ada:" + hashed_password("first password", 8) + "\nbob:" + hashed_password("x", 9) +
                          "\nkey:ci:{sha256}" + hexadecimal(digest_of(key)) + '\n');
        store.emplace(
            file, [this](const std::string& text, bool is_error) { reports.emplace_back(text, is_error); });
    }

    std::optional<std::string> user(const std::string& name, const std::string& password) {
        return store->check({"basic", Credentials::Kind::basic, name, password}).principal();
    }
    bool is_known_at_once(const std::string& name, const std::string& password) {
        const auto verdict = store->check({"basic", Credentials::Kind::basic, name, password, {}, true});
        CHECK(verdict.takes_time() != verdict.principal().has_value());
        return verdict.principal().has_value();
    }
    bool eventually(const std::function<bool()>& condition) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (std::chrono::steady_clock::now() < deadline) {
            if (condition()) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        return false;
    }
};

TEST_CASE("users are let in by their passwords, and remembered") {
    Scene scene;
    CHECK_FALSE(scene.is_known_at_once("ada", "first password"));
    CHECK(scene.user("ada", "first password") == "ada");
    CHECK(scene.is_known_at_once("ada", "first password"));
    CHECK(scene.user("bob", "x") == "bob");
    for (const char* wrong : {"", "first passwor", "x"})
        CHECK_FALSE(scene.user("ada", wrong));
    CHECK_FALSE(scene.user("eve", "first password"));
    CHECK_FALSE(scene.user("key:ci", scene.key));
    CHECK_FALSE(scene.is_known_at_once("eve", "first password"));
    CHECK(scene.reports.empty());
}

TEST_CASE("keys are taken as tokens and as keys, at once") {
    Scene scene;
    for (const auto kind : {Credentials::Kind::bearer, Credentials::Kind::api_key}) {
        CHECK(scene.store->check({"k", kind, {}, scene.key, {}, true}).principal() == "key:ci");
        CHECK_FALSE(scene.store->check({"k", kind, {}, new_api_key(), {}, true}).principal());
        CHECK_FALSE(scene.store->check({"k", kind, {}, "", {}, true}).principal());
    }
    CHECK(scene.store->check({"k", Credentials::Kind::bearer, {}, scene.key, {"write"}}).lacks_scope());
    CHECK_FALSE(scene.store->check({"k", Credentials::Kind::bearer, {}, "guess", {"write"}}).lacks_scope());
}

TEST_CASE("a changed file counts from the next second on") {
    Scene scene;
    CHECK(scene.user("ada", "first password") == "ada");
    replace(scene.file, "ada:" + hashed_password("second password", 8) + '\n');
    CHECK(scene.eventually([&] { return !scene.user("ada", "first password"); }));
    CHECK_FALSE(scene.is_known_at_once("ada", "first password"));
    CHECK(scene.user("ada", "second password") == "ada");
    CHECK_FALSE(scene.store->check({"k", Credentials::Kind::bearer, {}, scene.key}).principal());
    REQUIRE(scene.reports.size() == 1);
    CHECK_THAT(scene.reports[0].first, ContainsSubstring("1 users, 0 keys"));
    CHECK_FALSE(scene.reports[0].second);
}

TEST_CASE("a changed file that can't be used changes nothing, and is reported once") {
    Scene scene;
    replace(scene.file, "ada:nothing\n");
    CHECK(scene.eventually([&] {
        CHECK(scene.user("ada", "first password") == "ada");
        return !scene.reports.empty();
    }));
    CHECK_THAT(scene.reports[0].first,
               StartsWith(scene.file + ":1: ") && ContainsSubstring("stays in force"));
    CHECK(scene.reports[0].second);
    std::filesystem::remove(scene.file);
    CHECK(scene.eventually([&] {
        CHECK(scene.user("ada", "first password") == "ada");
        return scene.reports.size() == 2;
    }));
    CHECK_THAT(scene.reports[1].first, ContainsSubstring("can't be read"));
}

TEST_CASE("a file that can't be used, or lets nobody in, is refused at the start") {
    const TemporaryFolder folder;
    const auto start = [&](const std::string& contents) {
        replace(folder / "auth", contents);
        CredentialStore store((folder / "auth").string(), [](const std::string&, bool) {});
    };
    CHECK_THROWS_WITH(start("ada:x\n"), ContainsSubstring("auth:1: "));
    CHECK_THROWS_WITH(start("# nobody\n"), ContainsSubstring("names no user and no key"));
    CHECK_THROWS_AS(CredentialStore((folder / "none").string(), [](const std::string&, bool) {}),
                    UnusableCredentials);
}

TEST_CASE("a file that others can read is reported") {
    const TemporaryFolder folder;
    replace(folder / "auth", "ada:" + hashed_password("x", 8) + '\n');
    chmod((folder / "auth").c_str(), 0644);
    std::string reported;
    const CredentialStore store((folder / "auth").string(),
                                [&](const std::string& text, bool) { reported = text; });
    CHECK_THAT(reported, ContainsSubstring("chmod 600"));
}

}  // namespace
