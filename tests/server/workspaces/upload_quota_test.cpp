#include "workspaces/upload_quota.hpp"

#include <future>
#include <span>
#include <string>
#include <thread>

#include "tests/catch.hpp"
#include "tests/server/objects/tested_store.hpp"
#include "workspaces/uploads.hpp"
#include "workspaces/workspace_keys.hpp"

using namespace eigenfaces::service;

namespace {

const WorkspaceId workspace = WorkspaceId::parse("one").value();

PictureName name(std::string_view text) {
    return PictureName::from_client(text).value();
}

void store_bytes(const Uploads& uploads, std::string_view picture, std::size_t size) {
    const std::string contents(size, 'x');
    REQUIRE(uploads.store(name(picture), std::as_bytes(std::span(contents))));
}

}  // namespace

TEST_CASE("what is stored and what is on its way count together") {
    TestedStore store(GENERATE(from_range(TestedStore::kinds())));
    const Uploads uploads(store.other(), WorkspaceKeys(workspace).uploads());
    UploadQuota quota(store.one(), {3, 100});
    const auto reserve = [&](std::string_view picture, std::uint64_t bytes) {
        return quota.reserve(workspace, name(picture), bytes).value();
    };
    {
        const auto first = reserve("a.jpg", 60);
        REQUIRE(std::holds_alternative<UploadQuota::Reservation>(first));
        const auto second = reserve("b.jpg", 41);
        REQUIRE(std::holds_alternative<UploadQuota::TooManyBytes>(second));
        CHECK(std::get<UploadQuota::TooManyBytes>(second).stored == 60);
        CHECK(std::get<UploadQuota::TooManyBytes>(second).limit == 100);
        CHECK(std::holds_alternative<UploadQuota::Reservation>(reserve("b.jpg", 40)));
        // Another workspace has its own room.
        const auto other = WorkspaceId::parse("two").value();
        CHECK(std::holds_alternative<UploadQuota::Reservation>(
            quota.reserve(other, name("a.jpg"), 100).value()));
    }
    CHECK(std::holds_alternative<UploadQuota::Reservation>(reserve("a.jpg", 100)));
    CHECK(std::holds_alternative<UploadQuota::TooManyBytes>(reserve("a.jpg", 101)));

    store_bytes(uploads, "a.jpg", 50);
    store_bytes(uploads, "b.jpg", 50);
    CHECK(std::holds_alternative<UploadQuota::TooManyBytes>(reserve("c.jpg", 1)));
    CHECK(std::holds_alternative<UploadQuota::Reservation>(reserve("a.jpg", 50)));  // in place of the old one
    CHECK(std::holds_alternative<UploadQuota::TooManyBytes>(reserve("a.jpg", 51)));
    CHECK(uploads.remove(name("b.jpg")).value());
    CHECK(std::holds_alternative<UploadQuota::Reservation>(reserve("c.jpg", 50)));
}

TEST_CASE("so do the pictures") {
    TestedStore store(GENERATE(from_range(TestedStore::kinds())));
    const Uploads uploads(store.other(), WorkspaceKeys(workspace).uploads());
    UploadQuota quota(store.one(), {2, 1000});
    const auto reserve = [&](std::string_view picture) {
        return quota.reserve(workspace, name(picture), 1).value();
    };
    store_bytes(uploads, "a.jpg", 1);
    {
        const auto held = reserve("b.jpg");
        REQUIRE(std::holds_alternative<UploadQuota::Reservation>(held));
        REQUIRE(std::holds_alternative<UploadQuota::TooManyFiles>(reserve("c.jpg")));
        CHECK(std::get<UploadQuota::TooManyFiles>(reserve("c.jpg")).limit == 2);
    }
    CHECK(std::holds_alternative<UploadQuota::Reservation>(reserve("c.jpg")));
    store_bytes(uploads, "b.jpg", 1);
    CHECK(std::holds_alternative<UploadQuota::TooManyFiles>(reserve("c.jpg")));
    CHECK(std::holds_alternative<UploadQuota::Reservation>(reserve("b.jpg")));
}

namespace {

/// A store that lists the first workspace's uploads when it is told to.
class HeldLists final : public SharedObjects {
  public:
    using SharedObjects::SharedObjects;
    ObjectResult<std::vector<ObjectInfo>> list(const ObjectKey& folder) override {
        if (folder == WorkspaceKeys(workspace).uploads()) {
            asked.set_value();
            go_on.get_future().wait();
        }
        return SharedObjects::list(folder);
    }
    std::promise<void> asked;
    std::promise<void> go_on;
};

}  // namespace

TEST_CASE("an upload does not wait for the list of another workspace") {
    const TemporaryFolder folder;
    FolderObjects files(folder.path());
    HeldLists store(files);
    UploadQuota quota(store, {2, 1000});
    const std::jthread first([&] { CHECK(quota.reserve(workspace, name("a.jpg"), 1)); });
    store.asked.get_future().wait();
    const auto second = quota.reserve(WorkspaceId::parse("two").value(), name("a.jpg"), 1);
    store.go_on.set_value();
    REQUIRE(second);
    CHECK(std::holds_alternative<UploadQuota::Reservation>(*second));
}
