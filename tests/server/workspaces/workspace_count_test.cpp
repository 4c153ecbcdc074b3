#include "workspaces/workspace_count.hpp"

#include <algorithm>
#include <array>
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
    std::array<std::atomic<bool>, 20> made{};
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < made.size(); ++i)
            threads.emplace_back([&, i] { made[i] = workspaces.make(id("w" + std::to_string(i))).value(); });
    }
    CHECK(std::count(made.begin(), made.end(), true) == 5);
    const auto first = std::find(made.begin(), made.end(), true) - made.begin();
    const WorkspaceId one = id("w" + std::to_string(first));
    CHECK(workspaces.make(one).value());
    CHECK(workspaces.has_room_for(one).value());
    CHECK_FALSE(workspaces.has_room_for(id("another")).value());
    CHECK_FALSE(workspaces.make(id("another")).value());
    CHECK(names_in(folder.path()).size() == (store.is_shared() ? 0 : 5));
    std::filesystem::remove(folder / one.text());
    workspaces.forget(one);
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
    // It has no object yet, and counts.
    CHECK_FALSE(workspaces.make(id("dora")).value());
    workspaces.forget(id("carl"));
    CHECK(workspaces.make(id("dora")).value());
    // No name of a workspace stays behind on this machine.
    CHECK(names_in(folder.path()).empty());
}
