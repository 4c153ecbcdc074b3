#include "workspaces/workspace_count.hpp"

#include <atomic>
#include <span>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/catch.hpp"
#include "tests/server/objects/tested_store.hpp"
#include "workspaces/workspace_keys.hpp"

using namespace eigenfaces::service;

namespace {

WorkspaceId id(std::string_view text) {
    return WorkspaceId::parse(text).value();
}

}  // namespace

TEST_CASE("workspaces are made up to their number, also when all come at once") {
    const TemporaryFolder folder;
    TestedStore store(GENERATE(from_range(TestedStore::kinds())));
    WorkspaceCount workspaces(store.one(), folder.path(), 5);
    std::atomic<int> made{0};
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 20; ++i) {
            threads.emplace_back([&, i] {
                if (workspaces.make(id("w" + std::to_string(i))).value()) ++made;
            });
        }
    }
    CHECK(made == 5);
    const auto names = names_in(folder.path());
    REQUIRE(names.size() == 5);
    CHECK(workspaces.make(id(names.front())).value());
    CHECK(workspaces.has_room_for(id(names.front())).value());
    CHECK_FALSE(workspaces.has_room_for(id("another")).value());
    CHECK_FALSE(workspaces.make(id("another")).value());
    std::filesystem::remove(folder / names.front());
    CHECK(workspaces.make(id("another")).value());
}

TEST_CASE("in a store that others write to, their workspaces count, and are there") {
    const TemporaryFolder folder;
    TestedStore store(TestedStore::Kind::shared);
    const std::string_view contents = "x";
    for (const char* workspace : {"ada", "bob"}) {
        REQUIRE(store.other().write(WorkspaceKeys(id(workspace)).uploads() / "x.jpg",
                                    std::as_bytes(std::span(contents))));
    }
    WorkspaceCount workspaces(store.one(), folder.path(), 2);
    CHECK(workspaces.has_room_for(id("ada")).value());
    CHECK_FALSE(workspaces.make(id("carl")).value());
    const int before = store.lists();
    CHECK(workspaces.make(id("ada")).value());
    CHECK(store.lists() == before + 1);  // its own, not that of all
    const int lists = store.lists();
    CHECK(workspaces.make(id("ada")).value());
    CHECK(store.lists() == lists);
    CHECK(store.other().remove_all(WorkspaceKeys(id("bob")).root).value() == 1);
    CHECK(workspaces.make(id("carl")).value());
}
